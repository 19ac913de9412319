import { statSync } from "node:fs";
import { join, posix } from "node:path";
import type { StoredImage } from "../ports.ts";
import { invalidParameter } from "./errors.ts";

/**
 * Who speaks to the Runtime API: AWS's runtime interface client, which loads the handler, or a program of
 * the package's own.
 */
export type RuntimeProgram =
  | { readonly kind: "client" }
  /** `file` is the program on this machine, for Node.js to run as its main script. */
  | { readonly kind: "bootstrap"; readonly file: string };

/** What the base images offer as entry point, here and on AWS. */
const AWS_BASE = { client: ["/lambda-entrypoint.sh"], node: "/var/lang/bin/node" };
const DISTROLESS = { client: undefined, node: "/nodejs/bin/node" };

/**
 * What an image's entry point starts. Throws `InvalidParameterValueException` for anything but the base image's
 * runtime client, if it has one, and the base image's Node.js with one script of the image.
 */
export function runtimeOf(image: StoredImage, entryPoint: readonly string[]): RuntimeProgram {
  // Every base image of AWS's sets this variable, and none of the others does.
  const { client, node } = image.env["LAMBDA_RUNTIME_DIR"] === undefined ? DISTROLESS : AWS_BASE;
  const asked = JSON.stringify(entryPoint);
  if (asked === JSON.stringify(client)) return { kind: "client" };

  const [program, script, ...rest] = entryPoint;
  const isScript = script !== undefined && posix.isAbsolute(script) && /[.][cm]?js$/.test(script);
  if (program !== node || !isScript || rest.length > 0) {
    const ownClient = client === undefined ? "" : `${JSON.stringify(client)}, that of AWS's base images, or `;
    throw invalidParameter(
      `The entry point ${asked} cannot be run here: expected ${ownClient}["${node}", "/var/task/bootstrap.cjs"], the base image's Node.js with one script by its absolute path.`,
    );
  }
  const file = join(image.rootDir, posix.normalize(script));
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw invalidParameter(`The script ${script} that the entry point names is not a file in the image.`);
  }
  return { kind: "bootstrap", file };
}

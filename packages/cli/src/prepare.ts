import { spawn } from "node:child_process";
import { join } from "node:path";
import { REPOSITORY } from "./projects.ts";
import { CommandError } from "./terminal.ts";

/**
 * Builds the Lambda bundles that the programs deploy and type-checks the programs, as `pulumi up` does before it runs
 * one: the SDK drops properties that it does not know, so only the compiler sees a misspelt one. What has not changed
 * comes from turbo's cache.
 */
export async function prepareDeployment(): Promise<void> {
  await Promise.all([
    turbo(["run", "bundle"], "The Lambda bundles could not be built"),
    turbo(["run", "types", "--filter=./infra/*"], "The Pulumi programs do not compile"),
  ]);
}

/** Builds what the router's image holds, model included, as a deployment would. */
export function prepareRouter(): Promise<void> {
  return turbo(
    ["run", "bundle", "--filter=@switchyard/lambda-handler"],
    "The router's bundle could not be built",
  );
}

function turbo(args: readonly string[], problem: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const child = spawn(
      join(REPOSITORY, "node_modules", ".bin", "turbo"),
      [...args, "--output-logs=errors-only", "--no-color"],
      {
        cwd: REPOSITORY,
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", (error) => reject(new CommandError(`turbo did not start: ${error.message}`)));
    child.on("close", (code) => {
      if (code === 0) return resolve();
      reject(new CommandError(`${problem}:\n${tell(Buffer.concat(chunks).toString())}`));
    });
  });
}

/** Lines that turbo, pnpm and Node put around what a task said. */
const AROUND =
  /^(\s*$|\s+[•*]|\s*(Tasks|Cached|Time|Failed|Summary):|\s*(ERROR|WARNING)[:\s]|> |\s+at |node:|Node\.js v|\^|\s+throw |\s*ELIFECYCLE|cache (miss|hit)|undefined$|\[ERROR\]|.*command .* exited)/;

/** What the tasks themselves said, with the package that each line is about. */
export function tell(output: string): string {
  const said = output.split("\n").flatMap((line) => {
    const [, place = "", text = ""] = /^(@switchyard\/[\w-]+):\w+: (.*)$/.exec(line) ?? ["", "", line];
    return AROUND.test(text) ? [] : [`  ${place === "" ? "" : `${place}: `}${text.trimEnd()}`];
  });
  return said.length === 0 ? output.trim() : [...new Set(said)].join("\n");
}

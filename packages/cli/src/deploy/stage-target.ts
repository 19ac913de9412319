import { LOCAL_STACK } from "../local/stack.ts";
import { ROUTER } from "../projects.ts";
import { CommandError } from "../terminal.ts";
import type { StackTarget } from "./deployer.ts";

/** The router's stack of a stage; with a digest, that image instead of the one that was built last. */
export function routerStack(stage: string, cloud: "aws" | "local", digest?: string): StackTarget {
  return {
    project: ROUTER,
    stack: stage,
    config: {
      ...(digest === undefined ? {} : { "switchyard:imageDigest": digest }),
      // The local cloud is one account, with the foundation that it was started with.
      ...(cloud === "local" ? { "switchyard:foundationStack": LOCAL_STACK } : {}),
    },
  };
}

/** `repository@sha256:…` → `sha256:…` */
export function digestIn(imageUri: string | undefined): string {
  const [digest] = /sha256:[0-9a-f]{64}$/.exec(imageUri ?? "") ?? [];
  if (digest !== undefined) return digest;
  throw new CommandError(`Expected the URI of an image by digest, found ${imageUri ?? "nothing"}.`);
}

/** Reads `--digest`. */
export function parseDigest(text: string): string {
  if (/^sha256:[0-9a-f]{64}$/.test(text)) return text;
  throw new CommandError(`Expected sha256: and 64 lower-case hexadecimal digits, found "${text}".`, 2);
}

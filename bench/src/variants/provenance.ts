import { createHash } from "node:crypto";
import { cpus } from "node:os";

/** Where and when numbers were taken. */
export interface Machine {
  readonly node: string;
  readonly processor: string;
  readonly processors: number;
  readonly platform: string;
  /** Such as 2026-11-26. */
  readonly day: string;
}

export function thisMachine(): Machine {
  return {
    node: process.versions.node,
    processor: cpus()[0]?.model ?? "an unknown processor",
    processors: cpus().length,
    platform: `${process.platform} ${process.arch}`,
    day: new Date().toISOString().slice(0, 10),
  };
}

/** One sentence. `inputs` is a hash of what the numbers depend on in this folder. */
export function sayProvenance(
  { node, processor, processors, platform, day }: Machine,
  inputs: string,
  effort: string,
): string {
  return `Inputs \`${inputs}\`, ${effort}, Node ${node} on ${processors} × ${processor} (${platform}), ${day}.`;
}

export function shortHash(inputs: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(inputs)).digest("hex").slice(0, 12);
}

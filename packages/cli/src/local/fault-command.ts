import type { CloudFaults } from "@switchyard/local-cloud";
import type { Command } from "commander";
import { parseNumber, parseShare } from "../numbers.ts";
import { CommandError, type Terminal } from "../terminal.ts";
import { type FaultOptions, readFaults } from "./faults.ts";
import { runningCloud } from "./session.ts";
import { deployedRouter } from "./stack.ts";

/** `local fault`: shows, sets and clears what goes wrong on the local cloud. */
export function addFaultCommand(local: Command, terminal: Terminal, dir: string): void {
  local
    .command("fault")
    .description("show, set or clear what goes wrong: for one version of the router, or for all")
    .option("--version <number>", "the version that is ill, or newest; without a fault, it is well again")
    .option("--shared", "all versions are ill alike")
    .option("--errors <share>", "share of the router's calls of its agents that fail, 0 to 1", parseShare)
    .option("--slow <factor>", "how much longer those calls take, for example 1.3", parseNumber)
    .option("--cold-ms <ms>", "how much longer an environment takes to start", parseNumber)
    .option("--crash", "environments end before they have started")
    .option("--timeouts <share>", "share of the invocations that never answer, 0 to 1", parseShare)
    .option("--throttle <share>", "share of the invocations that are refused, 0 to 1", parseShare)
    .option("--latency-ms <ms>", "how long an agent takes in the median (shared)", parseNumber)
    .option("--latency-spread <sigma>", "how much that varies, 0 for not at all", parseNumber)
    .option("--metrics-delay-s <seconds>", "how late metrics arrive (shared)", parseNumber)
    .option("--metrics-lost <share>", "share of the metrics that never arrive, 0 to 1 (shared)", parseShare)
    .option(
      "--environment-lifetime-s <seconds>",
      "environments are replaced after this (shared)",
      parseNumber,
    )
    .option("--clear", "nothing goes wrong any more")
    .option("--json", "print the faults as JSON")
    .action(
      async ({ json, clear, ...options }: FaultOptions & { readonly json?: true; readonly clear?: true }) => {
        const cloud = await runningCloud(dir);
        const { functionName, publishedVersion } = clear
          ? { functionName: "", publishedVersion: "" }
          : await deployedRouter(cloud);
        const version = options.version === "newest" ? publishedVersion : options.version;
        const order = readFaults({ ...options, ...(version === undefined ? {} : { version }) }, functionName);
        if (order.kind === "wrong") throw new CommandError(order.problems.join("\n"), 2);
        if (clear && order.kind === "change") {
          throw new CommandError("expected --clear alone, found it with faults to set", 2);
        }
        const faults = clear
          ? await cloud.configureFaults({ versions: null, shared: null })
          : order.kind === "show"
            ? await cloud.faults()
            : await cloud.configureFaults(order.change);
        if (json) terminal.out(JSON.stringify(faults));
        else for (const text of faultLines(faults)) terminal.out(text);
      },
    );
}

/** One line for each thing that is ill. */
export function faultLines({ versions, shared }: CloudFaults): readonly string[] {
  const lines = [...Object.entries(versions), ["all versions", shared] as const]
    .filter(([, faults]) => Object.keys(faults).length > 0)
    .map(([whose, faults]) => `${whose}  ${JSON.stringify(faults)}`);
  return lines.length === 0 ? ["Nothing goes wrong."] : lines;
}

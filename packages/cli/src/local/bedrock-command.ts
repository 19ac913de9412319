import type { BedrockSettings } from "@switchyard/local-cloud";
import type { Command } from "commander";
import { parseNumber, parseShare } from "../numbers.ts";
import type { Terminal } from "../terminal.ts";
import { runningCloud } from "./session.ts";

interface BedrockOptions {
  readonly mode?: BedrockSettings["mode"];
  readonly latencyMs?: number;
  readonly fault?: BedrockSettings["fault"];
  readonly faultRate?: number;
  readonly json?: true;
}

/** `local bedrock`: shows and changes how the local cloud plays Bedrock. */
export function addBedrockCommand(local: Command, terminal: Terminal, dir: string): void {
  local
    .command("bedrock")
    .description(
      "show or change how Bedrock is played: a stand-in with settable latency and faults, or the real one",
    )
    .option("--mode <mode>", "stand-in, or aws for real Bedrock with your own credentials")
    .option("--latency-ms <ms>", "how long the stand-in thinks", parseNumber)
    .option(
      "--fault <fault>",
      "none, or what the stand-in does wrong, for example throttle or invented-agent",
    )
    .option("--fault-rate <share>", "share of calls that go wrong, 0 to 1", parseShare)
    .option("--json", "print the settings as JSON")
    .action(async ({ json, ...change }: BedrockOptions) => {
      const cloud = await runningCloud(dir);
      const settings =
        Object.keys(change).length === 0 ? await cloud.bedrock() : await cloud.configureBedrock(change);
      if (json) terminal.out(JSON.stringify(settings));
      else
        for (const [name, value] of Object.entries(settings))
          terminal.out(`${name.padEnd(10)} ${String(value)}`);
    });
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseStageConfig, type StageConfig } from "@switchyard/infra-router/stage-config";
import { parse } from "yaml";
import { z } from "zod";
import { ROUTER } from "./projects.ts";
import { CommandError } from "./terminal.ts";

const StackFile = z.object({ config: z.record(z.string(), z.unknown()) });

type Settings = Readonly<Record<string, string>>;

/** The settings of a stage, from its stack file with others over them. Throws with all that is wrong with them. */
export function readStage(stage: string, over: Settings = {}): StageConfig {
  return readStageFile(join(ROUTER.dir, `Pulumi.${stage}.yaml`), over);
}

export function readStageFile(file: string, over: Settings = {}): StageConfig {
  const parsed = StackFile.safeParse(readYaml(file));
  if (!parsed.success) {
    throw new CommandError(`${file}: expected a stack file with the key config.`, 2);
  }
  const settings = parseStageConfig({ ...asTexts(parsed.data.config), ...over });
  if (settings.ok) return settings.config;
  throw new CommandError([`The settings in ${file} are not right:`, ...settings.problems].join("\n  "), 2);
}

function readYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, "utf8")) as unknown;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(`${file}: expected a stack file, found: ${why}`, 2);
  }
}

/** As Pulumi hands settings to the program: every value is text, objects as JSON. */
function asTexts(config: Readonly<Record<string, unknown>>): Settings {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { configReference } from "./config-reference.ts";
import { parseStageConfig } from "./stage-config.ts";

const STAGES = ["local", "dev", "staging", "prod"];
const project = join(import.meta.dirname, "..");

/** The settings in a stage's file, by key without namespace, and as Pulumi hands them over. */
function settingsIn(stage: string) {
  const { config } = parse(readFileSync(join(project, `Pulumi.${stage}.yaml`), "utf8")) as {
    config: Record<string, unknown>;
  };
  const own = Object.entries(config).flatMap(([key, value]) =>
    key.startsWith("switchyard:") ? [[key.slice("switchyard:".length), value] as const] : [],
  );
  const texts = Object.entries(config).map(
    ([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)] as const,
  );
  return { values: Object.fromEntries(own), texts: Object.fromEntries(texts) };
}

describe("docs/config.md", () => {
  it("is what the schema and the stages' files say", async () => {
    const stages = Object.fromEntries(STAGES.map((stage) => [stage, settingsIn(stage).values]));
    await expect(configReference(stages)).toMatchFileSnapshot("../../../docs/config.md");
  });
});

describe("the stages that ship", () => {
  it.each(STAGES)("%s is right", (stage) => {
    expect(parseStageConfig(settingsIn(stage).texts)).toMatchObject({ ok: true, config: { stage } });
  });

  it("give production 512 MB, two warm environments and half a gigabyte of cache", () => {
    expect(settingsIn("prod").values).toMatchObject({
      function: { memoryMb: 512 },
      release: { provisionedConcurrency: 2 },
      api: { cache: { enabled: true, sizeGb: "0.5" } },
    });
  });
});

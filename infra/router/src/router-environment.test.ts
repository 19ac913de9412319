import { describe, expect, it } from "vitest";
import { routerEnvironment, servesOf } from "./router-environment.ts";
import { parseStageConfig, type StageConfig } from "./stage-config.ts";
import { DECISIONS_STACK, STACK } from "./testdata/stacks.ts";

const COMMON = {
  SWITCHYARD_STAGE: "dev",
  SWITCHYARD_MODEL_ID: "us.anthropic.claude-haiku-5-5",
  SWITCHYARD_LLM_TIMEOUT_MS: "4000",
  SWITCHYARD_LOG_QUERIES: "false",
  SWITCHYARD_PRICES:
    '{"gbSecondMicroDollars":13.3334,"requestMicroDollars":0.2,"inputTokenMicroDollars":1,"outputTokenMicroDollars":5}',
};

function configOf(stack: Readonly<Record<string, string>>): StageConfig {
  const result = parseStageConfig(stack);
  if (!result.ok) throw new Error(result.problems.join("\n"));
  return result.config;
}

describe("routerEnvironment", () => {
  it("names the agents and their time-out where answers are served, and no other way to serve", () => {
    const config = configOf(STACK);
    expect(routerEnvironment({ config, agents: '{"cost":"arn"}', sessionKeys: undefined })).toEqual({
      ...COMMON,
      SWITCHYARD_AGENTS: '{"cost":"arn"}',
      SWITCHYARD_AGENT_TIMEOUT_MS: "20000",
    });
  });

  it("says that decisions are served, and nothing of agents then", () => {
    const config = configOf(DECISIONS_STACK);
    expect(routerEnvironment({ config, agents: "{}", sessionKeys: undefined })).toEqual({
      ...COMMON,
      SWITCHYARD_SERVES: "decisions",
    });
  });

  it("has the keys and the life of session tokens where the stage has sessions", () => {
    const session = JSON.stringify({ ttlSeconds: 1800, keyGeneration: 1 });
    const config = configOf({ ...DECISIONS_STACK, "switchyard:session": session });
    expect(routerEnvironment({ config, agents: "{}", sessionKeys: "newest,before" })).toMatchObject({
      SWITCHYARD_SESSION_KEYS: "newest,before",
      SWITCHYARD_SESSION_TTL_MS: "1800000",
    });
  });
});

describe("servesOf", () => {
  it("takes a version for one that serves answers unless it says otherwise", () => {
    expect(servesOf({ variables: { SWITCHYARD_SERVES: "decisions" } })).toBe("decisions");
    expect(servesOf({ variables: { SWITCHYARD_STAGE: "dev" } })).toBe("answers");
    expect(servesOf(undefined)).toBe("answers");
  });
});

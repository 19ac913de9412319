import { describe, expect, it } from "vitest";
import type { Environment } from "./config.ts";
import { ConfigError, readConfig } from "./config.ts";

const COST = "arn:aws:lambda:us-east-1:123456789012:function:demo-agents";
const SECURITY = "arn:aws:lambda:us-east-1:123456789012:function:demo-agents:live";

const environment: Environment = {
  SWITCHYARD_STAGE: "local",
  SWITCHYARD_MODEL_ID: "us.anthropic.claude-haiku-5-5",
  SWITCHYARD_AGENTS: JSON.stringify({ cost: COST, security: SECURITY }),
  PATH: "/usr/bin",
};

function problemsOf(changes: Environment, routed = ["cost", "security"]): readonly string[] {
  try {
    readConfig({ ...environment, ...changes }, routed);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  throw new Error("the environment was accepted");
}

describe("readConfig", () => {
  it("takes the defaults for what may be left out", () => {
    expect(readConfig(environment, ["cost", "security"])).toEqual({
      stage: "local",
      modelId: "us.anthropic.claude-haiku-5-5",
      agents: new Map([
        ["cost", COST],
        ["security", SECURITY],
      ]),
      llmTimeoutMs: 4000,
      agentTimeoutMs: 20_000,
      logQueries: false,
      sessions: { keys: [], ttlMs: 1_800_000 },
      cost: undefined,
    });
  });

  it("wants no functions where decisions are served, and refuses what is said of them", () => {
    const { SWITCHYARD_AGENTS: _agents, ...others } = environment;
    const decisions = { ...others, SWITCHYARD_SERVES: "decisions" };
    expect(readConfig(decisions, ["cost", "security"]).agents).toBeUndefined();
    expect(problemsOf({ SWITCHYARD_SERVES: "decisions", SWITCHYARD_AGENT_TIMEOUT_MS: "9000" })).toEqual([
      'SWITCHYARD_AGENTS is of no use where SWITCHYARD_SERVES is "decisions": no agent is called. Remove one.',
      'SWITCHYARD_AGENT_TIMEOUT_MS is of no use where SWITCHYARD_SERVES is "decisions": no agent is called. Remove one.',
    ]);
    expect(problemsOf({ SWITCHYARD_SERVES: "both" })).toEqual([
      'SWITCHYARD_SERVES must be "answers" or "decisions"; found "both".',
    ]);
  });

  it("takes every setting that is given", () => {
    const given = {
      ...environment,
      SWITCHYARD_LLM_TIMEOUT_MS: "1500",
      SWITCHYARD_AGENT_TIMEOUT_MS: "9000",
      SWITCHYARD_LOG_QUERIES: "true",
    };
    expect(readConfig(given, ["cost", "security"])).toMatchObject({
      llmTimeoutMs: 1500,
      agentTimeoutMs: 9000,
      logQueries: true,
    });
  });

  const PRICES = {
    gbSecondMicroDollars: 13.3334,
    requestMicroDollars: 0.2,
    inputTokenMicroDollars: 0,
    outputTokenMicroDollars: 0.55,
  };

  it("takes the stage's prices, and the memory that Lambda says it has", () => {
    const given = {
      ...environment,
      SWITCHYARD_PRICES: JSON.stringify(PRICES),
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "512",
    };
    expect(readConfig(given, ["cost", "security"]).cost).toEqual({ prices: PRICES, memoryMb: 512 });
  });

  it.each([
    ["no JSON", "cheap"],
    ["a price that is missing", JSON.stringify({ ...PRICES, requestMicroDollars: undefined })],
    ["a price below 0", JSON.stringify({ ...PRICES, requestMicroDollars: -1 })],
    ["a price that is text", JSON.stringify({ ...PRICES, requestMicroDollars: "0.2" })],
    ["a price of something else", JSON.stringify({ ...PRICES, gatewayMicroDollars: 3.5 })],
  ])("refuses prices with %s", (_what, text) => {
    expect(problemsOf({ SWITCHYARD_PRICES: text, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "512" })).toEqual([
      expect.stringMatching(
        /^SWITCHYARD_PRICES must be a JSON object with a number of 0 or more for each of gbSecondMicroDollars, /,
      ),
    ]);
  });

  it("refuses prices where nobody says how much memory there is", () => {
    expect(problemsOf({ SWITCHYARD_PRICES: JSON.stringify(PRICES) })).toEqual([
      "AWS_LAMBDA_FUNCTION_MEMORY_SIZE must be the function's memory in MB where SWITCHYARD_PRICES is set; it is missing or empty.",
    ]);
  });

  const NEWER = Buffer.alloc(32, "n");
  const OLDER = Buffer.alloc(64, "o");
  const [newer, older] = [NEWER.toString("base64url"), OLDER.toString("base64url")];

  it.each([
    [newer, [NEWER]],
    [`${newer},${older}`, [NEWER, OLDER]],
  ])("takes one key for sessions or two, the newest first", (text, keys) => {
    const given = { ...environment, SWITCHYARD_SESSION_KEYS: text, SWITCHYARD_SESSION_TTL_MS: "60000" };
    expect(readConfig(given, ["cost", "security"]).sessions).toEqual({ keys, ttlMs: 60_000 });
  });

  it.each([
    ["nothing", "", "1 part(s) with 0 characters"],
    ["31 bytes", Buffer.alloc(31, "x").toString("base64url"), "1 part(s) with 42 characters"],
    ["65 bytes", Buffer.alloc(65, "x").toString("base64url"), "1 part(s) with 87 characters"],
    ["plain base64", `${newer.slice(0, -1)}+`, "1 part(s) with 43 characters"],
    ["a space", `${newer}, ${older}`, "2 part(s) with 43, 87 characters"],
    ["the same key twice", `${newer},${newer}`, "2 part(s) with 43, 43 characters"],
    ["three keys", `${newer},${older},${"z".repeat(43)}`, "3 part(s) with 43, 86, 43 characters"],
    ["a comma too many", `${newer},`, "2 part(s) with 43, 0 characters"],
  ])("refuses keys for sessions with %s, and does not quote them", (_what, text, found) => {
    expect(problemsOf({ SWITCHYARD_SESSION_KEYS: text })).toEqual([
      `SWITCHYARD_SESSION_KEYS must be one or two different keys, newest first, with a comma between them, each 32 to 64 bytes in base64url; found ${found}.`,
    ]);
  });

  it.each(["59999", "86400001", "30m", ""])("refuses %j as the life of a session token", (text) => {
    expect(problemsOf({ SWITCHYARD_SESSION_KEYS: newer, SWITCHYARD_SESSION_TTL_MS: text })[0]).toContain(
      "SWITCHYARD_SESSION_TTL_MS must be whole milliseconds from 60000 to 86400000",
    );
  });

  it("refuses a life of session tokens where there is no key to make any", () => {
    expect(problemsOf({ SWITCHYARD_SESSION_TTL_MS: "60000" })).toEqual([
      "SWITCHYARD_SESSION_TTL_MS is of no use without SWITCHYARD_SESSION_KEYS.",
    ]);
  });

  it("refuses a setting that it does not know", () => {
    expect(problemsOf({ SWITCHYARD_AGENT_TIMOUT_MS: "1" })).toEqual([
      "SWITCHYARD_AGENT_TIMOUT_MS is not a setting of this function. Known: SWITCHYARD_STAGE, SWITCHYARD_MODEL_ID, SWITCHYARD_SERVES, SWITCHYARD_AGENTS, SWITCHYARD_LLM_TIMEOUT_MS, SWITCHYARD_AGENT_TIMEOUT_MS, SWITCHYARD_LOG_QUERIES, SWITCHYARD_PRICES, SWITCHYARD_SESSION_KEYS, SWITCHYARD_SESSION_TTL_MS.",
    ]);
  });

  it("names an agent of the route table that has no function", () => {
    expect(problemsOf({}, ["cost", "security", "networking"])).toEqual([
      `SWITCHYARD_AGENTS: the route table's agent "networking" has no function. Add its function ARN.`,
    ]);
  });

  it("names a function for an agent that the route table does not have", () => {
    expect(problemsOf({}, ["cost"])).toEqual([
      'SWITCHYARD_AGENTS: the route table has no agent "security". Its agents: cost.',
    ]);
  });

  it.each(["", "{", "[]", "null", '"cost"'])("has no default for agents: refuses %j", (text) => {
    expect(problemsOf({ SWITCHYARD_AGENTS: text })[0]).toContain("SWITCHYARD_AGENTS must be a JSON object");
  });

  it.each(["demo-agents", "arn:aws:lambda:us-east-1:123456789012:function:", "arn:aws:s3:::bucket", 7, null])(
    "refuses %j as a function's ARN",
    (arn) => {
      const agents = JSON.stringify({ cost: arn, security: SECURITY });
      expect(problemsOf({ SWITCHYARD_AGENTS: agents })).toEqual([
        `SWITCHYARD_AGENTS: agent "cost" needs the ARN of a Lambda function; found ${JSON.stringify(String(arn))}.`,
      ]);
    },
  );

  it.each(["0", "-1", "1.5", "4s", "", "300001", "1e3"])("refuses the timeout %j", (text) => {
    expect(problemsOf({ SWITCHYARD_LLM_TIMEOUT_MS: text })[0]).toContain(
      "SWITCHYARD_LLM_TIMEOUT_MS must be whole milliseconds from 1 to 300000",
    );
    expect(problemsOf({ SWITCHYARD_AGENT_TIMEOUT_MS: text })[0]).toContain(
      "SWITCHYARD_AGENT_TIMEOUT_MS must be",
    );
  });

  it.each(["yes", "TRUE", "1", ""])("refuses %j as a flag, so that a slip cannot log queries", (text) => {
    expect(problemsOf({ SWITCHYARD_LOG_QUERIES: text })[0]).toContain('must be "true" or "false"');
  });

  it("refuses a model that has been switched off", () => {
    expect(problemsOf({ SWITCHYARD_MODEL_ID: "anthropic.claude-3-haiku-20240307-v1:0" })[0]).toContain(
      "SWITCHYARD_MODEL_ID: Claude 3 Haiku reached its end of life on Bedrock on 2026-09-10",
    );
  });

  it("reports all problems at once", () => {
    const problems = problemsOf({
      SWITCHYARD_STAGE: "Local Stage",
      SWITCHYARD_MODEL_ID: undefined,
      SWITCHYARD_AGENTS: undefined,
      SWITCHYARD_LOG_QUERIES: "maybe",
    });
    expect(problems.map((problem) => problem.split(" ")[0])).toEqual([
      "SWITCHYARD_STAGE",
      "SWITCHYARD_MODEL_ID",
      "SWITCHYARD_AGENTS",
      "SWITCHYARD_LOG_QUERIES",
    ]);
    expect(new ConfigError(problems).message).toMatch(/^The function's environment has 4 problem\(s\):\n- /);
  });
});

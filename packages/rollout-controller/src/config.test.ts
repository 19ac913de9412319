import { describe, expect, it } from "vitest";
import { ConfigError, type Environment, readConfig } from "./config.ts";
import { ENVIRONMENT } from "./testdata/environment.ts";

function problemsOf(changes: Environment): readonly string[] {
  try {
    readConfig({ ...ENVIRONMENT, ...changes });
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  throw new Error("Expected problems.");
}

describe("readConfig", () => {
  it("reads what the stack gives the functions", () => {
    expect(readConfig({ ...ENVIRONMENT, AWS_REGION: "us-east-1" })).toEqual({
      stage: "local",
      functionName: "switchyard-local-router",
      alias: "live",
      tableName: "switchyard-local-releases",
      topicArn: "arn:aws:sns:us-east-1:123456789012:switchyard-local-releases",
      restApiId: "abc123",
      apiStageName: "local",
      cacheEnabled: false,
      provisionedConcurrency: 2,
      limits: { errorRate: 0.01, responseTimeMs: 30_000, coldStartMs: 2_000 },
    });
  });

  it("lists every missing setting at once", () => {
    const missing = Object.fromEntries(Object.keys(ENVIRONMENT).map((key) => [key, undefined]));
    const problems = problemsOf(missing);
    expect(problems).toHaveLength(10);
    expect(problems[0]).toBe(
      "SWITCHYARD_STAGE must be 1 to 32 lower-case letters, digits or hyphens, a letter first; it is missing or empty.",
    );
  });

  it.each([
    ["SWITCHYARD_STAGE", "Prod"],
    ["SWITCHYARD_FUNCTION_NAME", "router:live"],
    ["SWITCHYARD_ALIAS", "7"],
    ["SWITCHYARD_TABLE_NAME", "a table"],
    ["SWITCHYARD_TOPIC_ARN", "arn:aws:sqs:us-east-1:123456789012:queue"],
    ["SWITCHYARD_REST_API_ID", "https://abc"],
    ["SWITCHYARD_API_STAGE_NAME", ""],
    ["SWITCHYARD_CACHE_ENABLED", "yes"],
    ["SWITCHYARD_PROVISIONED_CONCURRENCY", "-1"],
    ["SWITCHYARD_PROVISIONED_CONCURRENCY", "1.5"],
    ["SWITCHYARD_LIMITS", "[]"],
    ["SWITCHYARD_LIMITS", '{"errorRate":0,"responseTimeMs":30000,"coldStartMs":2000}'],
    ["SWITCHYARD_LIMITS", '{"errorRate":1,"responseTimeMs":30000,"coldStartMs":2000}'],
    ["SWITCHYARD_LIMITS", '{"errorRate":0.01,"responseTimeMs":"30000","coldStartMs":2000}'],
    ["SWITCHYARD_LIMITS", '{"errorRate":0.01,"responseTimeMs":30000}'],
    ["SWITCHYARD_LIMITS", '{"errorRate":0.01,"responseTimeMs":30000,"coldStartMs":2000,"p95":1}'],
  ])("refuses %s=%s", (key, value) => {
    const problems = problemsOf({ [key]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(key);
  });

  it("refuses a setting that it does not know", () => {
    expect(problemsOf({ SWITCHYARD_CACHE: "true" })[0]).toMatch(
      /^SWITCHYARD_CACHE is not a setting of the controller\. Known: SWITCHYARD_STAGE, /,
    );
  });
});

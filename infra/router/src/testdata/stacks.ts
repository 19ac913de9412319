export const FUNCTION = { memoryMb: 512, timeoutSeconds: 29, architecture: "arm64" };
export const API = {
  cache: { enabled: true, sizeGb: "0.5", ttlSeconds: 300 },
  throttle: { ratePerSecond: 50, burst: 100 },
  quota: { requestsPerDay: 10_000 },
};
export const LLM = { modelId: "us.anthropic.claude-haiku-5-5", regions: ["us-east-1"], timeoutMs: 4000 };
export const RELEASE = {
  plan: "standard",
  start: "manual",
  provisionedConcurrency: 2,
  limits: { errorRatePercent: 1, responseTimeMs: 30_000, coldStartMs: 2000 },
  notifyEmails: ["on-call@example.com"],
};
export const PRICES = {
  gbSecondMicroDollars: 13.3334,
  requestMicroDollars: 0.2,
  inputTokenMicroDollars: 1,
  outputTokenMicroDollars: 5,
};

/** A stack file that is right, as Pulumi hands it over: all values are text. */
export const STACK: Readonly<Record<string, string>> = {
  "aws:region": "us-east-1",
  "switchyard:stage": "dev",
  "switchyard:foundationStack": "dev",
  "switchyard:function": JSON.stringify(FUNCTION),
  "switchyard:api": JSON.stringify(API),
  "switchyard:llm": JSON.stringify(LLM),
  "switchyard:demoAgents": '["cost","security"]',
  "switchyard:agentTimeoutMs": "20000",
  "switchyard:release": JSON.stringify(RELEASE),
  "switchyard:prices": JSON.stringify(PRICES),
  "switchyard:logRetentionDays": "30",
  "switchyard:logQueries": "false",
  "switchyard:keepData": "true",
};

/** The same for a stage that serves decisions. */
export const DECISIONS_STACK: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({ ...STACK, "switchyard:serves": "decisions" }).filter(
    ([key]) => key !== "switchyard:demoAgents" && key !== "switchyard:agentTimeoutMs",
  ),
);

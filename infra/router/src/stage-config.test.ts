import { describe, expect, it } from "vitest";
import { parseStageConfig } from "./stage-config.ts";
import { API, DECISIONS_STACK, FUNCTION, LLM, PRICES, RELEASE, STACK } from "./testdata/stacks.ts";

function problemsOf(changes: Readonly<Record<string, unknown>>, base = STACK): readonly string[] {
  const stack: Record<string, string> = { ...base };
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined) delete stack[key];
    else stack[key] = typeof value === "string" ? value : JSON.stringify(value);
  }
  const result = parseStageConfig(stack);
  return result.ok ? [] : result.problems;
}

describe("parseStageConfig", () => {
  it("reads a stack file", () => {
    expect(parseStageConfig(STACK)).toEqual({
      ok: true,
      config: {
        stage: "dev",
        foundationStack: "dev",
        function: { ...FUNCTION, tracing: false },
        api: { ...API, keyGeneration: 1 },
        llm: LLM,
        serves: "answers",
        demoAgents: ["cost", "security"],
        agentTimeoutMs: 20_000,
        release: RELEASE,
        prices: PRICES,
        logRetentionDays: 30,
        logQueries: false,
        keepData: true,
        tags: { "switchyard:stage": "dev" },
      },
    });
  });

  it("takes agents that exist instead of demo agents", () => {
    const functionArn = "arn:aws:lambda:us-east-1:111122223333:function:cost:live";
    expect(
      problemsOf({ "switchyard:demoAgents": undefined, "switchyard:agents": { cost: { functionArn } } }),
    ).toEqual([]);
  });

  it("takes a cache size that YAML read as a number", () => {
    const api = { ...API, cache: { ...API.cache, sizeGb: 0.5 } };
    const result = parseStageConfig({ ...STACK, "switchyard:api": JSON.stringify(api) });
    expect(result.ok && result.config.api.cache.sizeGb).toBe("0.5");
  });

  it("takes a stack name that looks like a number", () => {
    const result = parseStageConfig({ ...STACK, "switchyard:foundationStack": "1234" });
    expect(result.ok && result.config.foundationStack).toBe("1234");
  });

  it("reports everything that is wrong at once and names each key", () => {
    expect(
      problemsOf({
        "switchyard:stage": "pre-prod",
        "switchyard:function": { memoryMb: "lots", timeoutSeconds: 30, architecture: "arm64", memory: 512 },
        "switchyard:api": { ...API, cache: { enabled: "yes", sizeGb: "0.6", ttlSeconds: 300 } },
        "switchyard:agentTimeoutMs": undefined,
        "switchyard:logRetention": "7",
        "switchyard-router:stage": "dev",
        "switchyard:logRetentionDays": "8",
      }),
    ).toEqual([
      "switchyard-router:stage: unknown namespace; settings of the router are written switchyard:<key>",
      'switchyard:stage: expected the name of a stage (lower-case letters and digits, at most 16), found "pre-prod"',
      'switchyard:function.memoryMb: expected a whole number from 128 to 10240, found "lots"',
      "switchyard:function.timeoutSeconds: expected a whole number from 1 to 29, found 30",
      "switchyard:function.memory: unknown key; remove it or correct its spelling",
      'switchyard:api.cache.enabled: expected true or false, found "yes"',
      'switchyard:api.cache.sizeGb: expected one of 0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118, 237, found "0.6"',
      "switchyard:logRetentionDays: expected a number of days that CloudWatch Logs knows (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653), found 8",
      "switchyard:agentTimeoutMs: expected a whole number from 100 to 28000, found nothing",
      "switchyard:logRetention: unknown key; remove it or correct its spelling",
    ]);
  });

  it("says which keys an absent group has", () => {
    expect(problemsOf({ "switchyard:llm": undefined })).toEqual([
      "switchyard:llm: expected the keys modelId, regions, timeoutMs, found nothing",
    ]);
  });

  it("wants either agents or demo agents", () => {
    expect(problemsOf({ "switchyard:demoAgents": undefined })).toEqual([
      "switchyard:agents: expected either this key or switchyard:demoAgents, found neither",
    ]);
    const functionArn = "arn:aws:lambda:us-east-1:111122223333:function:cost";
    expect(problemsOf({ "switchyard:agents": { cost: { functionArn } } })).toEqual([
      "switchyard:agents: expected either this key or switchyard:demoAgents, found both",
    ]);
    expect(problemsOf({ "switchyard:demoAgents": undefined, "switchyard:agents": {} })).toEqual([
      "switchyard:agents: expected at least one agent, found none",
    ]);
  });

  it("refuses an agent's ARN that is not a function's", () => {
    expect(
      problemsOf({
        "switchyard:demoAgents": undefined,
        "switchyard:agents": { cost: { functionArn: "cost" } },
      }),
    ).toEqual([
      'switchyard:agents.cost.functionArn: expected the ARN of a Lambda function, its version or its alias, found "cost"',
    ]);
  });

  it("refuses a demo agent that is listed twice", () => {
    expect(problemsOf({ "switchyard:demoAgents": ["cost", "cost"] })).toEqual([
      'switchyard:demoAgents: expected each agent once, found "cost" again',
    ]);
  });

  it("refuses time-outs that do not fit into one invocation", () => {
    expect(problemsOf({ "switchyard:agentTimeoutMs": "25000" })).toEqual([]);
    expect(problemsOf({ "switchyard:agentTimeoutMs": "25001" })).toEqual([
      "switchyard:agentTimeoutMs: expected at most 25000 (switchyard:function.timeoutSeconds is 29 s, of which switchyard:llm.timeoutMs takes 4000 ms), found 25001",
    ]);
  });

  it("reports a time-out once that is out of range", () => {
    expect(problemsOf({ "switchyard:agentTimeoutMs": "29000" })).toEqual([
      "switchyard:agentTimeoutMs: expected a whole number from 100 to 28000, found 29000",
    ]);
  });

  it("takes a stage that serves decisions, and has nothing about agents then", () => {
    const result = parseStageConfig(DECISIONS_STACK);
    expect(result).toEqual({
      ok: true,
      config: {
        stage: "dev",
        foundationStack: "dev",
        function: { ...FUNCTION, tracing: false },
        api: { ...API, keyGeneration: 1 },
        llm: LLM,
        serves: "decisions",
        release: RELEASE,
        prices: PRICES,
        logRetentionDays: 30,
        logQueries: false,
        keepData: true,
        tags: { "switchyard:stage": "dev" },
      },
    });
  });

  it("refuses each key about agents where decisions are served", () => {
    const functionArn = "arn:aws:lambda:us-east-1:111122223333:function:cost";
    const changes = {
      "switchyard:agents": { cost: { functionArn } },
      "switchyard:demoAgents": ["cost"],
      "switchyard:agentTimeoutMs": "20000",
    };
    expect(problemsOf(changes, DECISIONS_STACK)).toEqual([
      'switchyard:agents: expected this key only where switchyard:serves is answers, as only then agents are called, found {"cost":{"functionArn":"arn:aws:lambda:us-east-1:111122223333:function:cost"}}',
      'switchyard:demoAgents: expected this key only where switchyard:serves is answers, as only then agents are called, found ["cost"]',
      "switchyard:agentTimeoutMs: expected this key only where switchyard:serves is answers, as only then agents are called, found 20000",
    ]);
  });

  it("takes answers by name, and refuses to serve anything else", () => {
    expect(problemsOf({ "switchyard:serves": "answers" })).toEqual([]);
    expect(problemsOf({ "switchyard:serves": "decision" }, DECISIONS_STACK)).toEqual([
      'switchyard:serves: expected one of answers, decisions, found "decision"',
    ]);
  });

  it("refuses a time-out of the model that does not fit into an invocation without an agent", () => {
    const withSeconds = (timeoutSeconds: number) =>
      problemsOf({ "switchyard:function": { ...FUNCTION, timeoutSeconds } }, DECISIONS_STACK);
    expect(withSeconds(4)).toEqual([]);
    expect(withSeconds(3)).toEqual([
      "switchyard:llm.timeoutMs: expected at most 3000 (switchyard:function.timeoutSeconds is 3 s), found 4000",
    ]);
  });

  it("takes sessions, whose settings are whole numbers within their bounds", () => {
    const session = { ttlSeconds: 1800, keyGeneration: 1 };
    const result = parseStageConfig({ ...STACK, "switchyard:session": JSON.stringify(session) });
    expect(result.ok && result.config.session).toEqual(session);
    expect(problemsOf({ "switchyard:session": { ttlSeconds: 59, keyGeneration: 0, key: "secret" } })).toEqual(
      [
        "switchyard:session.ttlSeconds: expected a whole number from 60 to 86400, found 59",
        "switchyard:session.keyGeneration: expected a whole number from 1 to 1000000, found 0",
        "switchyard:session.key: unknown key; remove it or correct its spelling",
      ],
    );
    expect(problemsOf({ "switchyard:session": { ttlSeconds: 1800 } })).toEqual([
      "switchyard:session.keyGeneration: expected a whole number from 1 to 1000000, found nothing",
    ]);
  });

  it("refuses an image that is named by anything but a digest", () => {
    expect(problemsOf({ "switchyard:imageDigest": "latest" })).toEqual([
      'switchyard:imageDigest: expected sha256: and 64 lower-case hexadecimal digits, found "latest"',
    ]);
  });

  it("reports every setting of releases that is out of range", () => {
    expect(
      problemsOf({
        "switchyard:release": {
          plan: "fast",
          start: "auto",
          provisionedConcurrency: 1.5,
          limits: { errorRatePercent: 0, responseTimeMs: 30, coldStartMs: "2s", errorRate: 0.01 },
          notifyEmails: ["ann"],
        },
        "switchyard:prices": { ...PRICES, requestMicroDollars: -1 },
      }),
    ).toEqual([
      'switchyard:release.plan: expected one of quick, standard, careful, found "fast"',
      'switchyard:release.start: expected one of manual, automatic, found "auto"',
      "switchyard:release.provisionedConcurrency: expected a whole number from 0 to 1000, found 1.5",
      "switchyard:release.limits.errorRatePercent: expected a number from 0.01 to 50, found 0",
      "switchyard:release.limits.responseTimeMs: expected a whole number from 100 to 900000, found 30",
      'switchyard:release.limits.coldStartMs: expected a whole number from 100 to 60000, found "2s"',
      "switchyard:release.limits.errorRate: unknown key; remove it or correct its spelling",
      'switchyard:release.notifyEmails.0: expected an e-mail address, found "ann"',
      "switchyard:prices.requestMicroDollars: expected a number from 0 to 1000, found -1",
    ]);
  });

  it("wants a reservation that two versions with provisioned concurrency fit into", () => {
    const reserving = (reservedConcurrency: number) =>
      problemsOf({ "switchyard:function": { ...FUNCTION, reservedConcurrency } });
    expect(reserving(4)).toEqual([]);
    expect(reserving(3)).toEqual([
      "switchyard:function.reservedConcurrency: expected at least 4 (during a rollout two versions keep switchyard:release.provisionedConcurrency = 2 each), found 3",
    ]);
  });

  it("refuses an address that is listed twice", () => {
    const notifyEmails = ["a@example.com", "b@example.com", "a@example.com"];
    expect(problemsOf({ "switchyard:release": { ...RELEASE, notifyEmails } })).toEqual([
      'switchyard:release.notifyEmails: expected each address once, found "a@example.com" again',
    ]);
  });

  it("tags with the stage, beside what the file says, and lets nobody say otherwise", () => {
    const result = parseStageConfig({ ...STACK, "switchyard:tags": '{"project":"switchyard"}' });
    expect(result.ok && result.config.tags).toEqual({ project: "switchyard", "switchyard:stage": "dev" });
    expect(problemsOf({ "switchyard:tags": { "switchyard:stage": "prod" } })).toEqual([
      "switchyard:tags.switchyard:stage: expected other tags than this one, which every resource gets; remove it",
    ]);
  });

  it("takes what is promoted from another stage, and not from itself", () => {
    expect(problemsOf({ "switchyard:promotion": { from: "staging", minutesInService: 60 } })).toEqual([]);
    expect(problemsOf({ "switchyard:promotion": { from: "dev", minutesInService: 60 } })).toEqual([
      'switchyard:promotion.from: expected another stage than this one, found "dev"',
    ]);
    expect(problemsOf({ "switchyard:promotion": { from: "pre-prod", minutesInService: -1 } })).toEqual([
      'switchyard:promotion.from: expected the name of a stage (lower-case letters and digits, at most 16), found "pre-prod"',
      "switchyard:promotion.minutesInService: expected a whole number from 0 to 43200, found -1",
    ]);
  });

  it("takes a domain, a firewall, a VPC, tracing and a budget", () => {
    expect(
      problemsOf({
        "switchyard:function": {
          ...FUNCTION,
          tracing: true,
          vpc: { subnetIds: ["subnet-0123456789abcdef0"], securityGroupIds: ["sg-0123456789abcdef0"] },
        },
        "switchyard:api": {
          ...API,
          domain: {
            name: "ask.example.com",
            certificateArn:
              "arn:aws:acm:us-east-1:111122223333:certificate/01234567-89ab-cdef-0123-456789abcdef",
          },
          firewall: { requestsPerFiveMinutes: 2000 },
        },
        "switchyard:budget": { monthlyDollars: 100, notifyEmails: ["on-call@example.com"] },
      }),
    ).toEqual([]);
  });

  it("says what is wrong with a domain, a firewall, a VPC and a budget", () => {
    expect(
      problemsOf({
        "switchyard:function": { ...FUNCTION, vpc: { subnetIds: [], securityGroupIds: ["default"] } },
        "switchyard:api": {
          ...API,
          domain: { name: "Ask", certificateArn: "arn" },
          firewall: { requestsPerFiveMinutes: 1 },
        },
        "switchyard:budget": { monthlyDollars: 0, notifyEmails: [] },
      }),
    ).toEqual([
      "switchyard:function.vpc.subnetIds: expected at least one subnet id, found []",
      'switchyard:function.vpc.securityGroupIds.0: expected a security group id, found "default"',
      'switchyard:api.domain.name: expected a domain name in lower case, found "Ask"',
      'switchyard:api.domain.certificateArn: expected the ARN of an ACM certificate, found "arn"',
      "switchyard:api.firewall.requestsPerFiveMinutes: expected a whole number from 10 to 2000000000, found 1",
      "switchyard:budget.monthlyDollars: expected a number from 1 to 10000000, found 0",
      "switchyard:budget.notifyEmails: expected at least one e-mail address, found []",
    ]);
  });
});

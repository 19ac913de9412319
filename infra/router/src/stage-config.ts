import { z } from "zod";
import { describeIssues, keyOf, NAMESPACE } from "./config-problems.ts";

/** CloudWatch Logs takes these periods and no others. */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
/** API Gateway's cache comes in these sizes, in GB. */
const CACHE_SIZES_GB = ["0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237"] as const;
/** After this long API Gateway answers 504 whatever the function does. */
const GATEWAY_LIMIT_SECONDS = 29;

const wholeNumber = (min: number, max: number) => {
  const error = `expected a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
};
const number = (min: number, max: number) => {
  const error = `expected a number from ${min} to ${max}`;
  return z.number({ error }).min(min, { error }).max(max, { error });
};
const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, { error: `expected one of ${values.join(", ")}` });
const text = (pattern: RegExp, what: string) => {
  const error = `expected ${what}`;
  return z.string({ error }).regex(pattern, { error });
};
const flag = z.boolean({ error: "expected true or false" });
const group = <T extends z.core.$ZodLooseShape>(shape: T) =>
  z.strictObject(shape, {
    // No message for unknown keys: config-problems.ts writes one per key.
    error: (issue) =>
      issue.code === "invalid_type" ? `expected the keys ${Object.keys(shape).join(", ")}` : undefined,
  });

const agentId = text(
  /^[a-z][a-z0-9-]{0,31}$/,
  "an agent id (lower-case letters, digits and hyphens, at most 32)",
);
const functionArn = text(
  /^arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]{1,64}(:(\$LATEST|[A-Za-z0-9_-]+))?$/,
  "the ARN of a Lambda function, its version or its alias",
);

/** What every stage has. */
const Common = z.strictObject({
  stage: oneOf(["local", "dev", "staging", "prod"]),
  /** Stack of project `switchyard-foundation` in the same organisation. */
  foundationStack: text(/^[A-Za-z0-9._-]{1,100}$/, "the name of a stack of switchyard-foundation"),
  /** Deploys this image of the repository; without it, the image that the foundation stack built last. */
  imageDigest: text(/^sha256:[0-9a-f]{64}$/, "sha256: and 64 lower-case hexadecimal digits").optional(),
  function: group({
    memoryMb: wholeNumber(128, 10_240),
    timeoutSeconds: wholeNumber(1, GATEWAY_LIMIT_SECONDS),
    architecture: oneOf(["arm64", "x86_64"]),
    reservedConcurrency: wholeNumber(0, 100_000).optional(),
  }),
  api: group({
    cache: group({
      enabled: flag,
      // YAML reads an unquoted 0.5 as a number.
      sizeGb: z.preprocess(
        (value) => (typeof value === "number" ? String(value) : value),
        oneOf(CACHE_SIZES_GB),
      ),
      ttlSeconds: wholeNumber(0, 3600),
    }),
    throttle: group({ ratePerSecond: wholeNumber(1, 10_000), burst: wholeNumber(1, 5_000) }),
    quota: group({ requestsPerDay: wholeNumber(1, 1_000_000_000) }),
  }),
  llm: group({
    /** Model id, or inference profile id such as `us.anthropic.claude-haiku-5-5`. */
    modelId: text(/^[a-z0-9][a-zA-Z0-9.:-]{2,255}$/, "the id of a Bedrock model or inference profile"),
    /** Regions in which Bedrock may run the model for us. */
    regions: z
      .array(text(/^[a-z]{2}(-[a-z]+)+-\d$/, "an AWS region"), { error: "expected a list of AWS regions" })
      .min(1, { error: "expected at least one AWS region" }),
    /** For the whole routing step, retries included. */
    timeoutMs: wholeNumber(100, 28_000),
  }),
  /** Follow-up questions by a token that each answer returns; without this key there are none. */
  session: group({
    /** Life of a token. */
    ttlSeconds: wholeNumber(60, 86_400),
    /** One more makes a new signing key; the one before goes on being accepted until the next. */
    keyGeneration: wholeNumber(1, 1_000_000),
  }).optional(),
  /** How a version that was deployed comes into service. The rollout controller carries it out. */
  release: group({
    /** The plans that packages/rollout ships. */
    plan: oneOf(["quick", "standard", "careful"]),
    /** `automatic`: as soon as the alias is free. `manual`: when a person says so. */
    start: oneOf(["manual", "automatic"]),
    /** Environments kept ready on each version in service; 0 = none. */
    provisionedConcurrency: wholeNumber(0, 1_000),
    /** Where a version is ill by itself, whatever the other one does: for alarms and for the judge. */
    limits: group({
      errorRatePercent: number(0.01, 50),
      responseTimeMs: wholeNumber(100, 900_000),
      coldStartMs: wholeNumber(100, 60_000),
    }),
    /** Who is told by e-mail. Each address gets a letter first, in which it must agree. */
    notifyEmails: z.array(text(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "an e-mail address"), {
      error: "expected a list of e-mail addresses",
    }),
  }),
  /** List prices in micro-dollars: 1 is a dollar per million. */
  prices: group({
    gbSecondMicroDollars: number(0, 1_000),
    requestMicroDollars: number(0, 1_000),
    inputTokenMicroDollars: number(0, 1_000),
    outputTokenMicroDollars: number(0, 1_000),
  }),
  logRetentionDays: z
    .int({ error: retentionError() })
    .refine((days) => RETENTION_DAYS.includes(days), { error: retentionError() }),
  /** Whether the text of queries may be written to the log. */
  logQueries: flag,
  tags: z
    .record(z.string(), z.string({ error: "expected text" }), {
      error: "expected names with a text under each",
    })
    .optional(),
});

const servesError = "expected one of answers, decisions";

/** The router calls the agent that a question goes to, and returns its answer. */
const Answering = Common.extend({
  serves: z.literal("answers", { error: servesError }).default("answers"),
  /** Agent functions that exist already, by agent id. Excludes `demoAgents`. */
  agents: z
    .record(agentId, group({ functionArn }), {
      error: "expected agent ids with the key functionArn under each",
    })
    .optional(),
  /** Ids of the agents for which the demo function answers. Excludes `agents`. */
  demoAgents: z
    .array(agentId, { error: "expected a list of agent ids" })
    .min(1, { error: "expected at least one agent id" })
    .optional(),
  agentTimeoutMs: wholeNumber(100, 28_000),
});

const absent = z
  .undefined({
    error: `expected this key only where ${keyOf(["serves"])} is answers, as only then agents are called`,
  })
  .optional();

/** The router returns its decision alone; callers ask the agents themselves. */
const Deciding = Common.extend({
  serves: z.literal("decisions", { error: servesError }),
  agents: absent,
  demoAgents: absent,
  agentTimeoutMs: absent,
});

/** Settings of a stage: the keys of the namespace `switchyard` in `Pulumi.<stage>.yaml`. */
export type StageConfig = z.infer<typeof Answering> | z.infer<typeof Deciding>;

type StageConfigResult =
  | { readonly ok: true; readonly config: StageConfig }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Reads a stage's settings from a stack's whole configuration, in which every value is text: objects,
 * numbers and booleans as JSON. Reports everything that is wrong, not only the first.
 */
export function parseStageConfig(stack: Readonly<Record<string, string>>): StageConfigResult {
  const settings: Record<string, unknown> = {};
  const misplaced: string[] = [];
  for (const [name, value] of Object.entries(stack)) {
    const colon = name.indexOf(":");
    const namespace = name.slice(0, colon);
    if (namespace === NAMESPACE) settings[name.slice(colon + 1)] = decode(name.slice(colon + 1), value);
    else if (namespace !== "aws" && namespace !== "pulumi") {
      misplaced.push(`${name}: unknown namespace; settings of the router are written ${NAMESPACE}:<key>`);
    }
  }
  const parsed = (servesAnswers(settings) ? Answering : Deciding).safeParse(settings);
  const problems = [
    ...misplaced,
    ...(parsed.success ? [] : describeIssues(parsed.error.issues, settings)),
    ...agentProblems(settings),
    ...timeoutProblems(settings),
    ...concurrencyProblems(settings),
    ...addressProblems(settings),
  ];
  return parsed.success && problems.length === 0
    ? { ok: true, config: parsed.data }
    : { ok: false, problems };
}

const TEXT_KEYS: readonly string[] = ["stage", "foundationStack", "imageDigest"];

function decode(key: string, value: string): unknown {
  if (TEXT_KEYS.includes(key)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function servesAnswers({ serves = "answers" }: Readonly<Record<string, unknown>>): boolean {
  return serves === "answers";
}

function agentProblems(settings: Readonly<Record<string, unknown>>): readonly string[] {
  if (!servesAnswers(settings)) return [];
  const { agents, demoAgents } = settings;
  if (agents === undefined && demoAgents === undefined) {
    return [`${keyOf(["agents"])}: expected either this key or ${keyOf(["demoAgents"])}, found neither`];
  }
  if (agents !== undefined && demoAgents !== undefined) {
    return [`${keyOf(["agents"])}: expected either this key or ${keyOf(["demoAgents"])}, found both`];
  }
  const ids = Array.isArray(demoAgents) ? demoAgents : Object.keys(agents ?? {});
  if (agents !== undefined && typeof agents === "object" && ids.length === 0) {
    return [`${keyOf(["agents"])}: expected at least one agent, found none`];
  }
  return ids
    .filter((id, index) => ids.indexOf(id) !== index)
    .map((id) => `${keyOf(["demoAgents"])}: expected each agent once, found ${JSON.stringify(id)} again`);
}

const Timeouts = z.object({
  function: z.object({ timeoutSeconds: Common.shape.function.shape.timeoutSeconds }),
  llm: z.object({ timeoutMs: Common.shape.llm.shape.timeoutMs }),
});

/** The LLM step and, where one is called, the agent run one after the other; both must fit into one invocation. */
function timeoutProblems(settings: Readonly<Record<string, unknown>>): readonly string[] {
  const parsed = Timeouts.safeParse(settings);
  // A time-out that is missing or out of range has been reported already.
  if (!parsed.success) return [];
  const { function: fn, llm } = parsed.data;
  const roomMs = fn.timeoutSeconds * 1000 - llm.timeoutMs;
  const limit = `${keyOf(["function", "timeoutSeconds"])} is ${fn.timeoutSeconds} s`;
  if (!servesAnswers(settings)) {
    if (roomMs >= 0) return [];
    return [
      `${keyOf(["llm", "timeoutMs"])}: expected at most ${fn.timeoutSeconds * 1000} (${limit}), found ${llm.timeoutMs}`,
    ];
  }
  const agent = Answering.shape.agentTimeoutMs.safeParse(settings.agentTimeoutMs);
  if (!agent.success || agent.data <= roomMs) return [];
  return [
    `${keyOf(["agentTimeoutMs"])}: expected at most ${roomMs} (${limit}, ` +
      `of which ${keyOf(["llm", "timeoutMs"])} takes ${llm.timeoutMs} ms), found ${agent.data}`,
  ];
}

const Concurrency = z.object({
  function: z.object({ reservedConcurrency: wholeNumber(0, 100_000) }),
  release: z.object({ provisionedConcurrency: Common.shape.release.shape.provisionedConcurrency }),
});

/** Provisioned environments count against the reservation, and a rollout has two versions in service. */
function concurrencyProblems(settings: unknown): readonly string[] {
  const parsed = Concurrency.safeParse(settings);
  if (!parsed.success) return [];
  const { reservedConcurrency } = parsed.data.function;
  const { provisionedConcurrency } = parsed.data.release;
  if (reservedConcurrency >= 2 * provisionedConcurrency) return [];
  return [
    `${keyOf(["function", "reservedConcurrency"])}: expected at least ${2 * provisionedConcurrency} (during a rollout two versions keep ` +
      `${keyOf(["release", "provisionedConcurrency"])} = ${provisionedConcurrency} each), found ${reservedConcurrency}`,
  ];
}

/** Two subscriptions of one address would be one resource twice. */
function addressProblems({ release }: Readonly<Record<string, unknown>>): readonly string[] {
  const parsed = z.object({ notifyEmails: z.array(z.string()) }).safeParse(release);
  const addresses = parsed.data?.notifyEmails ?? [];
  return addresses
    .filter((address, index) => addresses.indexOf(address) !== index)
    .map(
      (address) =>
        `${keyOf(["release", "notifyEmails"])}: expected each address once, found ${JSON.stringify(address)} again`,
    );
}

function retentionError(): string {
  return `expected a number of days that CloudWatch Logs knows (${RETENTION_DAYS.join(", ")})`;
}

import { z } from "zod";
import { keyOf } from "./config-problems.ts";

/** CloudWatch Logs takes these periods and no others. */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
/** API Gateway's cache comes in these sizes, in GB. */
const CACHE_SIZES_GB = ["0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237"] as const;
/** After this long API Gateway answers 504 whatever the function does. */
const GATEWAY_LIMIT_SECONDS = 29;

export const wholeNumber = (min: number, max: number) => {
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
const list = <T extends z.ZodType>(of: T, what: string) =>
  z.array(of, { error: `expected a list of ${what}` });
const some = <T extends z.ZodType>(of: T, one: string, many: string) =>
  list(of, many).min(1, { error: `expected at least one ${one}` });

const agentId = text(
  /^[a-z][a-z0-9-]{0,31}$/,
  "an agent id (lower-case letters, digits and hyphens, at most 32)",
);
const functionArn = text(
  /^arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]{1,64}(:(\$LATEST|[A-Za-z0-9_-]+))?$/,
  "the ARN of a Lambda function, its version or its alias",
);
/** Without hyphens: `switchyard-dev-*` must name nothing of a stage `dev-2`. */
const stageName = text(
  /^[a-z][a-z0-9]{0,15}$/,
  "the name of a stage (lower-case letters and digits, at most 16)",
);
const email = text(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "an e-mail address");
const microDollars = number(0, 1_000);

const Function = group({
  memoryMb: wholeNumber(128, 10_240).describe(
    "Memory of the router. Lambda gives CPU in proportion, so a smaller size starts and answers more slowly.",
  ),
  timeoutSeconds: wholeNumber(1, GATEWAY_LIMIT_SECONDS).describe(
    "Longest run. API Gateway gives up after 29 s.",
  ),
  architecture: oneOf(["arm64", "x86_64"]).describe(
    "Processor. Must suit the platform of the foundation's image.",
  ),
  reservedConcurrency: wholeNumber(0, 100_000)
    .optional()
    .describe("Environments that are set aside for the router, and its upper limit. Without it, neither."),
  tracing: flag
    .default(false)
    .describe("Whether X-Ray records a sample of the requests, at the gateway and in the function."),
  vpc: group({
    subnetIds: some(text(/^subnet-[0-9a-f]{8,17}$/, "a subnet id"), "subnet id", "subnet ids").describe(
      "Subnets from which Bedrock, Lambda and CloudWatch Logs can be reached.",
    ),
    securityGroupIds: some(
      text(/^sg-[0-9a-f]{8,17}$/, "a security group id"),
      "security group id",
      "security group ids",
    ).describe("Security groups of the function's network interfaces."),
  })
    .optional()
    .describe("Runs the router in a VPC. AWS only."),
});

const Api = group({
  cache: group({
    enabled: flag.describe("Whether `GET /query` may be answered from the gateway's cache."),
    // YAML reads an unquoted 0.5 as a number.
    sizeGb: z
      .preprocess((value) => (typeof value === "number" ? String(value) : value), oneOf(CACHE_SIZES_GB))
      .describe("Size of the cache, which costs by the hour whether it is used or not."),
    ttlSeconds: wholeNumber(0, 3600).describe("How long an answer stays in the cache."),
  }),
  throttle: group({
    ratePerSecond: wholeNumber(1, 10_000).describe("Requests a second, for the stage and for each key."),
    burst: wholeNumber(1, 5_000).describe("Requests at once."),
  }),
  quota: group({ requestsPerDay: wholeNumber(1, 1_000_000_000).describe("Requests a day of each key.") }),
  keyGeneration: wholeNumber(1, 1_000_000)
    .default(1)
    .describe("One more makes a new API key; the one before goes on being accepted until the next."),
  domain: group({
    name: text(/^(?=.{4,253}$)([a-z0-9-]{1,63}\.)+[a-z]{2,63}$/, "a domain name in lower case").describe(
      "Name under which the API is reached as well.",
    ),
    certificateArn: text(
      /^arn:[a-z-]+:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]{36}$/,
      "the ARN of an ACM certificate",
    ).describe("Certificate for it, in the stage's region."),
  })
    .optional()
    .describe("A domain of one's own. Output `domainTarget` is what its DNS record points to. AWS only."),
  firewall: group({
    requestsPerFiveMinutes: wholeNumber(10, 2_000_000_000).describe("Requests of one IP address, then 403."),
  })
    .optional()
    .describe(
      "A WAF in front of the API: AWS's common rules, known bad inputs, a rate per address. AWS only.",
    ),
});

const Release = group({
  plan: oneOf(["quick", "standard", "careful"]).describe(
    "Steps, waiting times and evidence: packages/rollout/src/shipped-plans.ts.",
  ),
  start: oneOf(["manual", "automatic"]).describe(
    "`automatic`: as soon as the alias is free. `manual`: when a person or a promotion says so.",
  ),
  provisionedConcurrency: wholeNumber(0, 1_000).describe(
    "Environments kept ready on each version in service; a rollout has two of them.",
  ),
  limits: group({
    errorRatePercent: number(0.01, 50).describe("Share of failed requests."),
    responseTimeMs: wholeNumber(100, 900_000).describe("At most 5 % of the requests may take longer."),
    coldStartMs: wholeNumber(100, 60_000).describe("Longest start of an environment."),
  }).describe("Where a version is ill by itself, for the alarms and for the judge."),
  notifyEmails: list(email, "e-mail addresses").describe(
    "Who is told. Each address gets a letter first, in which it must agree.",
  ),
});

/** What every stage has. */
export const Common = z.strictObject({
  stage: stageName.describe("Is part of every name. The stack has the same name."),
  foundationStack: text(/^[A-Za-z0-9._-]{1,100}$/, "the name of a stack of switchyard-foundation").describe(
    "Stack of project switchyard-foundation in the same organisation.",
  ),
  imageDigest: text(/^sha256:[0-9a-f]{64}$/, "sha256: and 64 lower-case hexadecimal digits")
    .optional()
    .describe("Deploys this image of the repository; without it, the one that the foundation built last."),
  function: Function,
  api: Api,
  llm: group({
    modelId: text(
      /^[a-z0-9][a-zA-Z0-9.:-]{2,255}$/,
      "the id of a Bedrock model or inference profile",
    ).describe("Model, or inference profile such as `us.anthropic.claude-haiku-5-5`."),
    regions: some(text(/^[a-z]{2}(-[a-z]+)+-\d$/, "an AWS region"), "AWS region", "AWS regions").describe(
      "Regions in which Bedrock may run the model for us.",
    ),
    timeoutMs: wholeNumber(100, 28_000).describe("For the whole routing step, retries included."),
  }),
  session: group({
    ttlSeconds: wholeNumber(60, 86_400).describe("Life of a token."),
    keyGeneration: wholeNumber(1, 1_000_000).describe(
      "One more makes a new signing key; the one before goes on being accepted until the next.",
    ),
  })
    .optional()
    .describe("Follow-up questions by a token that each answer returns; without this key there are none."),
  release: Release.describe("How a version that was deployed comes into service."),
  promotion: group({
    from: stageName.describe("Stage whose image is promoted to this one."),
    minutesInService: wholeNumber(0, 43_200).describe(
      "How long ago its release there must have been completed.",
    ),
  })
    .optional()
    .describe("What `switchyard promote` asks for; without this key nothing is promoted to this stage."),
  prices: group({
    gbSecondMicroDollars: microDollars.describe("A GB-second of the function."),
    requestMicroDollars: microDollars.describe("A request to the function."),
    inputTokenMicroDollars: microDollars.describe("A token to the model."),
    outputTokenMicroDollars: microDollars.describe("A token from the model."),
  }).describe(
    "List prices by which the judge compares versions. In micro-dollars: 1 is a dollar per million.",
  ),
  budget: group({
    monthlyDollars: number(1, 10_000_000).describe("What the stage may cost in a month."),
    notifyEmails: some(email, "e-mail address", "e-mail addresses").describe(
      "Who is told when four fifths are spent, or a forecast says that it will not do.",
    ),
  })
    .optional()
    .describe("A budget over what carries the tag of the stage. It tells; nothing is switched off."),
  logRetentionDays: z
    .int({ error: retentionError() })
    .refine((days) => RETENTION_DAYS.includes(days), { error: retentionError() })
    .describe("Days that logs are kept, of those that CloudWatch Logs knows."),
  logQueries: flag.describe("Whether the text of queries may be written to the log. It may be personal."),
  keepData: flag.describe(
    "Protects from deletion what cannot be made again: the record of releases, the logs, the API, the alias.",
  ),
  tags: z
    .record(z.string(), z.string({ error: "expected text" }), {
      error: "expected names with a text under each",
    })
    .optional()
    .describe("Tags of every resource; `switchyard:stage` is added."),
});

const servesError = "expected one of answers, decisions";
const SERVES = "`answers`: the router calls the agent. `decisions`: it says which agent, and callers ask it.";

/** The router calls the agent that a question goes to, and returns its answer. */
export const Answering = Common.extend({
  serves: z.literal("answers", { error: servesError }).default("answers").describe(SERVES),
  agents: z
    .record(agentId, group({ functionArn }), {
      error: "expected agent ids with the key functionArn under each",
    })
    .optional()
    .describe("Agent functions that exist already, by agent id. Excludes `demoAgents`."),
  demoAgents: some(agentId, "agent id", "agent ids")
    .optional()
    .describe("Agents for which the demo function answers. Excludes `agents`."),
  agentTimeoutMs: wholeNumber(100, 28_000).describe("For a call of an agent."),
});

const absent = z
  .undefined({
    error: `expected this key only where ${keyOf(["serves"])} is answers, as only then agents are called`,
  })
  .optional();

/** The router returns its decision alone; callers ask the agents themselves. */
export const Deciding = Common.extend({
  serves: z.literal("decisions", { error: servesError }),
  agents: absent,
  demoAgents: absent,
  agentTimeoutMs: absent,
});

/** Settings of a stage: the keys of the namespace `switchyard` in `Pulumi.<stage>.yaml`. */
export type StageConfig = z.infer<typeof Answering> | z.infer<typeof Deciding>;

function retentionError(): string {
  return `expected a number of days that CloudWatch Logs knows (${RETENTION_DAYS.join(", ")})`;
}

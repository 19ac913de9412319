import type { Limits } from "./limits.ts";

/** What the controller's functions are told by their environment. */
export interface ControllerConfig {
  readonly stage: string;
  /** The function whose alias is looked after. */
  readonly functionName: string;
  readonly alias: string;
  readonly tableName: string;
  readonly topicArn: string;
  readonly restApiId: string;
  readonly apiStageName: string;
  /** Whether the API keeps answers. */
  readonly cacheEnabled: boolean;
  /** Environments kept ready on each version in service. */
  readonly provisionedConcurrency: number;
  readonly limits: Limits;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment does not fit. Its message lists every problem, one per line. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The controller's environment has ${problems.length} problem(s):\n- ${problems.join("\n- ")}`);
    this.problems = problems;
  }
}

const PATTERNS = {
  SWITCHYARD_STAGE: [
    /^[a-z][a-z0-9-]{0,31}$/,
    "1 to 32 lower-case letters, digits or hyphens, a letter first",
  ],
  SWITCHYARD_FUNCTION_NAME: [/^[A-Za-z0-9_-]{1,64}$/, "the name of a Lambda function"],
  SWITCHYARD_ALIAS: [/^(?!\d+$)[A-Za-z0-9_-]{1,128}$/, "the name of an alias"],
  SWITCHYARD_TABLE_NAME: [/^[A-Za-z0-9_.-]{3,255}$/, "the name of a DynamoDB table"],
  SWITCHYARD_TOPIC_ARN: [
    /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/,
    "the ARN of an SNS topic",
  ],
  SWITCHYARD_REST_API_ID: [/^[a-z0-9]{1,64}$/, "the id of a REST API"],
  SWITCHYARD_API_STAGE_NAME: [/^[A-Za-z0-9_-]{1,128}$/, "the name of the API's stage"],
  SWITCHYARD_CACHE_ENABLED: [/^(true|false)$/, '"true" or "false"'],
  SWITCHYARD_PROVISIONED_CONCURRENCY: [/^(0|[1-9]\d{0,3})$/, "a whole number of 0 to 9999, 0 for none"],
} as const satisfies Readonly<Record<string, readonly [RegExp, string]>>;

const LIMITS_KEY = "SWITCHYARD_LIMITS";
const KNOWN_KEYS = [...Object.keys(PATTERNS), LIMITS_KEY];

/** Highest sensible limits: beyond them, nothing would be caught. */
const LIMIT_RANGES: Readonly<Record<keyof Limits, number>> = {
  errorRate: 0.5,
  responseTimeMs: 900_000,
  coldStartMs: 900_000,
};

/** @throws ConfigError with all problems at once. */
export function readConfig(environment: Environment): ControllerConfig {
  const problems = Object.keys(environment)
    .filter((key) => key.startsWith("SWITCHYARD_") && !KNOWN_KEYS.includes(key))
    .map((key) => `${key} is not a setting of the controller. Known: ${KNOWN_KEYS.join(", ")}.`);
  const text = (key: keyof typeof PATTERNS): string => {
    const value = environment[key] ?? "";
    const [pattern, expected] = PATTERNS[key];
    if (!pattern.test(value)) problems.push(`${key} must be ${expected}; ${found(value)}.`);
    return value;
  };
  const config: ControllerConfig = {
    stage: text("SWITCHYARD_STAGE"),
    functionName: text("SWITCHYARD_FUNCTION_NAME"),
    alias: text("SWITCHYARD_ALIAS"),
    tableName: text("SWITCHYARD_TABLE_NAME"),
    topicArn: text("SWITCHYARD_TOPIC_ARN"),
    restApiId: text("SWITCHYARD_REST_API_ID"),
    apiStageName: text("SWITCHYARD_API_STAGE_NAME"),
    cacheEnabled: text("SWITCHYARD_CACHE_ENABLED") === "true",
    provisionedConcurrency: Number(text("SWITCHYARD_PROVISIONED_CONCURRENCY")),
    limits: readLimits(environment[LIMITS_KEY] ?? "", problems),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

function readLimits(text: string, problems: string[]): Limits {
  const keys = Object.keys(LIMIT_RANGES) as (keyof Limits)[];
  const limits: Record<keyof Limits, number> = { errorRate: 0, responseTimeMs: 0, coldStartMs: 0 };
  const parsed = parseObject(text);
  if (parsed === undefined) {
    problems.push(
      `${LIMITS_KEY} must be a JSON object such as {"errorRate":0.01,"responseTimeMs":30000,"coldStartMs":2000}; ${found(text)}.`,
    );
    return limits;
  }
  for (const key of Object.keys(parsed)) {
    if (!Object.hasOwn(LIMIT_RANGES, key)) {
      problems.push(`${LIMITS_KEY}: ${JSON.stringify(key)} is not a limit. Known: ${keys.join(", ")}.`);
    }
  }
  for (const key of keys) {
    const value = parsed[key];
    if (typeof value === "number" && value > 0 && value <= LIMIT_RANGES[key]) limits[key] = value;
    else {
      problems.push(
        `${LIMITS_KEY}: ${key} must be a number above 0 and up to ${LIMIT_RANGES[key]}; ${found(JSON.stringify(value) ?? "")}.`,
      );
    }
  }
  return limits;
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

function found(text: string): string {
  if (text === "") return "it is missing or empty";
  return `found ${JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text)}`;
}

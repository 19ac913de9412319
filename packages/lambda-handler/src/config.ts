import type { Prices } from "@switchyard/metrics";
import { modelCapabilities } from "./model-capabilities.ts";

/** What the function is told by its environment. Times are milliseconds. */
export interface HandlerConfig {
  readonly stage: string;
  readonly modelId: string;
  /**
   * Agent to the ARN of its function, exactly the agents of the route table. Undefined where decisions are all that is
   * served: then callers ask the agents themselves.
   */
  readonly agents: ReadonlyMap<string, string> | undefined;
  /** For the whole LLM step, both attempts. */
  readonly llmTimeoutMs: number;
  /** For the downstream call; what is left of the invocation may cap it further. */
  readonly agentTimeoutMs: number;
  /** Whether query text may be written to logs. */
  readonly logQueries: boolean;
  /** Without a key there are no sessions. */
  readonly sessions: {
    /** Newest first: one, or two while the older one is on its way out. */
    readonly keys: readonly Uint8Array[];
    /** Life of a session token. */
    readonly ttlMs: number;
  };
  /** What requests are priced by; undefined where the stage states no prices. */
  readonly cost: { readonly prices: Prices; readonly memoryMb: number } | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment does not fit. Its message lists every problem, one per line. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The function's environment has ${problems.length} problem(s):\n- ${problems.join("\n- ")}`);
    this.problems = problems;
  }
}

const KNOWN_KEYS = [
  "SWITCHYARD_STAGE",
  "SWITCHYARD_MODEL_ID",
  "SWITCHYARD_SERVES",
  "SWITCHYARD_AGENTS",
  "SWITCHYARD_LLM_TIMEOUT_MS",
  "SWITCHYARD_AGENT_TIMEOUT_MS",
  "SWITCHYARD_LOG_QUERIES",
  "SWITCHYARD_PRICES",
  "SWITCHYARD_SESSION_KEYS",
  "SWITCHYARD_SESSION_TTL_MS",
] as const;

const STAGE = /^[a-z][a-z0-9-]{0,31}$/;
const FUNCTION_ARN =
  /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]{1,64}(:(\$LATEST|[A-Za-z0-9_-]{1,128}))?$/;

const SESSION_KEY = /^[A-Za-z0-9_-]{43,86}$/;
const DEFAULT_SESSION_TTL_MS = 30 * 60_000;

// A quota increase can lift the gateway's 29 seconds, but nobody waits five minutes for an answer.
const TIMEOUT = { minMs: 1, maxMs: 300_000 };
const SESSION_TTL = { minMs: 60_000, maxMs: 24 * 3_600_000 };

/**
 * Reads the environment by hand: a schema library costs more at a cold start than these few values.
 *
 * @param routedAgents the agents of the route table. Each needs a function, and no other agent may have one.
 * @throws ConfigError with all problems at once.
 */
export function readConfig(environment: Environment, routedAgents: readonly string[]): HandlerConfig {
  const problems: string[] = unknownKeys(environment);
  const config: HandlerConfig = {
    stage: readStage(environment, problems),
    modelId: readModelId(environment, problems),
    agents: servesDecisions(environment, problems)
      ? refuseAgents(environment, problems)
      : readAgents(environment, routedAgents, problems),
    llmTimeoutMs: readTime(environment, "SWITCHYARD_LLM_TIMEOUT_MS", TIMEOUT, 4_000, problems),
    agentTimeoutMs: readTime(environment, "SWITCHYARD_AGENT_TIMEOUT_MS", TIMEOUT, 20_000, problems),
    logQueries: readFlag(environment, "SWITCHYARD_LOG_QUERIES", problems),
    sessions: readSessions(environment, problems),
    cost: readCost(environment, problems),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

function unknownKeys(environment: Environment): string[] {
  const known: ReadonlySet<string> = new Set(KNOWN_KEYS);
  return Object.keys(environment)
    .filter((key) => key.startsWith("SWITCHYARD_") && !known.has(key))
    .map((key) => `${key} is not a setting of this function. Known: ${KNOWN_KEYS.join(", ")}.`);
}

function readStage(environment: Environment, problems: string[]): string {
  const stage = environment.SWITCHYARD_STAGE ?? "";
  if (!STAGE.test(stage)) {
    problems.push(
      `SWITCHYARD_STAGE must be 1 to 32 lower-case letters, digits or hyphens, a letter first; ${found(stage)}.`,
    );
  }
  return stage;
}

function readModelId(environment: Environment, problems: string[]): string {
  const modelId = environment.SWITCHYARD_MODEL_ID ?? "";
  if (modelId === "" || /\s/.test(modelId)) {
    problems.push(
      `SWITCHYARD_MODEL_ID must be the id or ARN of a Bedrock model or inference profile; ${found(modelId)}.`,
    );
    return modelId;
  }
  const model = modelCapabilities(modelId);
  if (model.kind === "retired") problems.push(`SWITCHYARD_MODEL_ID: ${model.message}`);
  return modelId;
}

function servesDecisions(environment: Environment, problems: string[]): boolean {
  const serves = environment.SWITCHYARD_SERVES ?? "answers";
  if (serves !== "answers" && serves !== "decisions") {
    problems.push(`SWITCHYARD_SERVES must be "answers" or "decisions"; ${found(serves)}.`);
  }
  return serves === "decisions";
}

function refuseAgents(environment: Environment, problems: string[]): undefined {
  for (const key of ["SWITCHYARD_AGENTS", "SWITCHYARD_AGENT_TIMEOUT_MS"] as const) {
    if (environment[key] === undefined) continue;
    problems.push(
      `${key} is of no use where SWITCHYARD_SERVES is "decisions": no agent is called. Remove one.`,
    );
  }
}

function readAgents(
  environment: Environment,
  routedAgents: readonly string[],
  problems: string[],
): ReadonlyMap<string, string> {
  const expected = 'a JSON object from agent to function ARN, such as {"cost":"arn:aws:lambda:…"}';
  const agents = new Map<string, string>();
  const parsed = parseObject(environment.SWITCHYARD_AGENTS ?? "");
  if (parsed === undefined) {
    problems.push(`SWITCHYARD_AGENTS must be ${expected}; ${found(environment.SWITCHYARD_AGENTS ?? "")}.`);
    return agents;
  }
  for (const [agent, arn] of Object.entries(parsed)) {
    if (typeof arn !== "string" || !FUNCTION_ARN.test(arn)) {
      problems.push(
        `SWITCHYARD_AGENTS: agent "${agent}" needs the ARN of a Lambda function; ${found(String(arn))}.`,
      );
    } else if (!routedAgents.includes(agent)) {
      problems.push(
        `SWITCHYARD_AGENTS: the route table has no agent "${agent}". Its agents: ${routedAgents.join(", ")}.`,
      );
    } else {
      agents.set(agent, arn);
    }
  }
  for (const agent of routedAgents) {
    if (!Object.hasOwn(parsed, agent)) {
      problems.push(
        `SWITCHYARD_AGENTS: the route table's agent "${agent}" has no function. Add its function ARN.`,
      );
    }
  }
  return agents;
}

function readTime(
  environment: Environment,
  key: string,
  { minMs, maxMs }: { readonly minMs: number; readonly maxMs: number },
  defaultMs: number,
  problems: string[],
): number {
  const text = environment[key];
  if (text === undefined) return defaultMs;
  const timeMs = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (timeMs < minMs || timeMs > maxMs) {
    problems.push(`${key} must be whole milliseconds from ${minMs} to ${maxMs}; ${found(text)}.`);
  }
  return timeMs;
}

function readSessions(environment: Environment, problems: string[]): HandlerConfig["sessions"] {
  const ttlMs = readTime(
    environment,
    "SWITCHYARD_SESSION_TTL_MS",
    SESSION_TTL,
    DEFAULT_SESSION_TTL_MS,
    problems,
  );
  const text = environment.SWITCHYARD_SESSION_KEYS;
  if (text === undefined) {
    if (environment.SWITCHYARD_SESSION_TTL_MS !== undefined) {
      problems.push("SWITCHYARD_SESSION_TTL_MS is of no use without SWITCHYARD_SESSION_KEYS.");
    }
    return { keys: [], ttlMs };
  }
  const parts = text.split(",");
  if (
    parts.length > 2 ||
    new Set(parts).size < parts.length ||
    !parts.every((part) => SESSION_KEY.test(part))
  ) {
    // Not quoted, unlike all other settings: this text ends up in a log.
    problems.push(
      `SWITCHYARD_SESSION_KEYS must be one or two different keys, newest first, with a comma between them, each 32 to 64 bytes in base64url; found ${parts.length} part(s) with ${parts.map((part) => part.length).join(", ")} characters.`,
    );
  }
  return { keys: parts.map((part) => Buffer.from(part, "base64url")), ttlMs };
}

function readFlag(environment: Environment, key: string, problems: string[]): boolean {
  const text = environment[key] ?? "false";
  if (text !== "true" && text !== "false") problems.push(`${key} must be "true" or "false"; ${found(text)}.`);
  return text === "true";
}

const PRICE_KEYS = [
  "gbSecondMicroDollars",
  "requestMicroDollars",
  "inputTokenMicroDollars",
  "outputTokenMicroDollars",
] as const satisfies readonly (keyof Prices)[];

function readCost(environment: Environment, problems: string[]): HandlerConfig["cost"] {
  const text = environment.SWITCHYARD_PRICES;
  if (text === undefined) return undefined;
  const prices = new Map(Object.entries(parseObject(text) ?? {}));
  const keys: readonly string[] = PRICE_KEYS;
  const isComplete =
    prices.size === PRICE_KEYS.length &&
    [...prices].every(([key, price]) => keys.includes(key) && isPrice(price));
  if (!isComplete) {
    problems.push(
      `SWITCHYARD_PRICES must be a JSON object with a number of 0 or more for each of ${PRICE_KEYS.join(", ")}; ${found(text)}.`,
    );
  }
  // Lambda's own variable.
  const memoryMb = Number(environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE);
  if (!(memoryMb > 0)) {
    problems.push(
      `AWS_LAMBDA_FUNCTION_MEMORY_SIZE must be the function's memory in MB where SWITCHYARD_PRICES is set; ${found(environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? "")}.`,
    );
  }
  const price = (key: keyof Prices): number => Number(prices.get(key));
  return {
    memoryMb,
    prices: {
      gbSecondMicroDollars: price("gbSecondMicroDollars"),
      requestMicroDollars: price("requestMicroDollars"),
      inputTokenMicroDollars: price("inputTokenMicroDollars"),
      outputTokenMicroDollars: price("outputTokenMicroDollars"),
    },
  };
}

function isPrice(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
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

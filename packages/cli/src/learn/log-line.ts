/** A line of the router's log, and when it was written if that is known. */
export interface LogLine {
  readonly text: string;
  /** Epoch milliseconds. */
  readonly atMs?: number;
}

/** A request that the language model decided, now or when it was asked the same before. */
export interface LlmDecision {
  /** Undefined where the stage does not log queries. */
  readonly query?: string;
  readonly agent: string;
  /** The language model's, 0 to 1. */
  readonly confidence: number;
  /** How sure the fast path was of its best agent; undefined when it had none. */
  readonly fastProbability?: number;
  readonly atMs?: number;
}

export type ReadLine =
  | ({ readonly kind: "llm-decision" } & LlmDecision)
  /** `other-request`: decided by somebody else, or refused. `unknown`: no request, or nothing that is understood here. */
  | { readonly kind: "other-request" | "unknown"; readonly atMs?: number };

/** Exports put the time, and some the stream, before each line. */
const PREFIX = /^\d{4}-\d\d-\d\dT\S+\s+(?:\S+\s+)?(?=\{)/;
const BY_LLM: readonly unknown[] = ["llm", "decision-cache"];

/** Reads one line, as the router wrote it or as an export wraps it: `{"message": …}`, or with its time before it. */
export function readLogLine({ text, atMs }: LogLine): ReadLine {
  const outer = parseObject(text.replace(PREFIX, ""));
  const isWrapped = typeof outer?.message === "string" && !("RequestId" in outer);
  const line = isWrapped ? parseObject(String(outer.message).replace(PREFIX, "")) : outer;
  const when =
    (isWrapped ? timeOf(outer.timestamp) : undefined) ??
    atMs ??
    timeOf(isRecord(line?._aws) ? line._aws.Timestamp : undefined);
  const read: ReadLine = line === undefined ? { kind: "unknown" } : readRequest(line);
  return when === undefined ? read : { ...read, atMs: when };
}

type Fields = Readonly<Record<string, unknown>>;

function readRequest(line: Fields): ReadLine {
  const { RequestId, Method, RoutingStep, Agent, Confidence, Query, FastPathProbability, Direct } = line;
  if (typeof RequestId !== "string" || typeof Method !== "string") return { kind: "unknown" };
  // Somebody tried a version: no traffic.
  if (Direct === true || !BY_LLM.includes(RoutingStep)) return { kind: "other-request" };
  if (typeof Agent !== "string" || typeof Confidence !== "number") return { kind: "unknown" };
  return {
    kind: "llm-decision",
    agent: Agent,
    confidence: Confidence,
    ...(typeof Query === "string" ? { query: Query } : {}),
    ...(typeof FastPathProbability === "number" ? { fastProbability: FastPathProbability } : {}),
  };
}

function timeOf(value: unknown): number | undefined {
  const time = typeof value === "string" ? Date.parse(value) : value;
  return typeof time === "number" && Number.isFinite(time) ? time : undefined;
}

function parseObject(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What an answer says about itself, as far as a result needs it. */
export interface AnswerFacts {
  /** `fast`, `llm` or `fallback`; undefined where the body is none of the router's answers. */
  readonly routingMethod: string | undefined;
  /** Of the function that answered. */
  readonly version: string | undefined;
  readonly coldStart: boolean;
  /** In the function, as it measured; undefined where it does not say. */
  readonly functionMs: number | undefined;
  /** The language model was called for it. */
  readonly askedLlm: boolean;
  /** Token with which to follow up. */
  readonly session: string | undefined;
  readonly requestId: string | undefined;
}

/** Reads a body; what is not there or of another type counts as not said. Never throws. */
export function readAnswer(body: string): AnswerFacts {
  const fields = asRecord(parse(body));
  const timings = asRecord(fields.timings_ms);
  return {
    routingMethod: text(fields.routing_method),
    version: text(fields.version),
    coldStart: fields.cold_start === true,
    functionMs: typeof timings.total === "number" && timings.total >= 0 ? timings.total : undefined,
    askedLlm: typeof timings.llm === "number",
    session: text(fields.session),
    requestId: text(fields.request_id),
  };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

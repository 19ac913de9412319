/** The guardrails of a release: what a new version may not make worse. */
export type Guardrail =
  /** Requests that failed. */
  | "errors"
  /** Requests slower than each of a few thresholds, among requests of warm environments. */
  | "latency"
  /** Initialisations slower than a limit, among cold starts. */
  | "init"
  /** Requests that cost more than a limit. */
  | "cost"
  /** Requests that only a language model could route. */
  | "llm-share";

/** `undecided` is not good evidence: it neither promotes nor rolls back. */
export type VerdictKind = "harmful" | "proven-ok" | "undecided";

/** What the judge says of one guardrail, with the numbers that it rests on. */
export interface Verdict {
  readonly guardrail: Guardrail;
  readonly kind: VerdictKind;
  /** One plain sentence for people. */
  readonly evidence: string;
  /** By name; for example counts of both arms, the e-value and its threshold. All finite. */
  readonly numbers: Readonly<Record<string, number>>;
}

/** Requests of one arm in one batch, and how many of them showed the outcome in question. */
export interface ArmCounts {
  readonly requests: number;
  readonly events: number;
}

/** One guardrail's counts of one batch (a minute, say): requests that started in it under one alias weight. */
export interface GuardrailBatch {
  readonly guardrail: Guardrail;
  /** Share of requests that the alias sent to the canary: above 0, below 1. Batches in which it changed are left out. */
  readonly canaryProbability: number;
  /** One entry per threshold of the guardrail (most have one), in the order of its configuration. */
  readonly stable: readonly ArmCounts[];
  readonly canary: readonly ArmCounts[];
}

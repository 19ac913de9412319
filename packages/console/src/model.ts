/** What the page is told; plain data, so that it goes over the wire as it is. Shares are from 0 to 1, times epoch milliseconds. */

export const VERBS = ["approve", "pause", "resume", "promote", "abort"] as const;
export type Verb = (typeof VERBS)[number];

export interface Split {
  readonly primary: string;
  readonly additional?: { readonly version: string; readonly weight: number };
}

export interface Verdict {
  readonly guardrail: string;
  readonly kind: "harmful" | "proven-ok" | "undecided";
  /** The judge's own sentence. */
  readonly evidence: string;
  readonly numbers: Readonly<Record<string, number>>;
}

export interface Status {
  readonly state: string;
  readonly sentence: string;
  readonly split: Split;
  readonly release?: {
    readonly id: string;
    readonly plan: string;
    readonly kind: string;
    readonly stable: string;
    readonly candidate: string;
    readonly startedAtMs: number;
    /** Up to when the verdicts count. */
    readonly judgedToMs: number;
  };
  readonly verdicts: readonly Verdict[];
  /** What a person can order now. The controller has the last word. */
  readonly orders: readonly Verb[];
  /** What the experiment that ended last found, a sentence each. */
  readonly findings: readonly string[];
  /** A release that waits to be started. */
  readonly pending?: { readonly version: string; readonly text: string };
}

/** How far the evidence of a guardrail has come to where it decides: 1 is there. */
export interface Weighed {
  readonly harm: number;
  readonly proof: number;
}

/** The evidence of all guardrails of a release at a moment. */
export interface EvidenceMoment {
  readonly releaseId: string;
  readonly atMs: number;
  readonly guardrails: Readonly<Record<string, Weighed>>;
}

export interface HistoryEvent {
  readonly number: number;
  readonly atMs: number;
  readonly by: string;
  readonly from: string;
  readonly to: string;
  readonly why: string;
  readonly weightAfter: number;
  /** The version that is released, `@`, and when it began. */
  readonly releaseId?: string;
  /** What was known at that moment, where the move is one of the judge's. */
  readonly evidence?: EvidenceMoment["guardrails"];
}

/**
 * What a person did to the local cloud with this page. It moves no release, so the release controller's own record has
 * no place for it, but whoever reads later why a version went back wants to know.
 */
export interface Deed {
  readonly number: number;
  readonly atMs: number;
  readonly by: string;
  /** As a sentence without its subject: "broke version 3: half of its calls fail". */
  readonly what: string;
  readonly why?: string;
  /** The version that it made ill. */
  readonly broke?: string;
}

/** A figure of one version over the last minutes; null where nothing was measured. */
export interface FigureRow {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly stable: number | null;
  readonly candidate: number | null;
  /** Not told apart by version: `stable` is the whole stage's. */
  readonly isOfStage?: true;
}

/** One minute of both versions. */
export interface Minute {
  readonly atMs: number;
  readonly stable: Point;
  readonly candidate: Point;
}
export interface Point {
  readonly requests: number;
  readonly errors: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  /** Median of the cold starts alone. */
  readonly initMs: number | null;
}

export interface Histogram {
  /** Upper bounds of the buckets in milliseconds; the last bucket has none. */
  readonly boundsMs: readonly number[];
  readonly stable: readonly number[];
  readonly candidate: readonly number[];
}

export interface Metrics {
  readonly stable: string;
  /** Absent while everybody is on one version. */
  readonly candidate?: string;
  readonly windowMinutes: number;
  readonly figures: readonly FigureRow[];
  readonly minutes: readonly Minute[];
  readonly histogram: Histogram;
}

export interface Alarm {
  readonly name: string;
  readonly state: string;
  readonly reason: string;
}

export interface Warmth {
  readonly version: string;
  readonly requested: number;
  readonly available: number;
  readonly state: string;
}

/** What only the local cloud has. */
export interface Local {
  readonly requestsPerMinute: number;
  readonly faults: readonly string[];
  /** Versions that have a fault of their own. */
  readonly ill: readonly string[];
}

/** What the page shows, by topic. Each message replaces what was there, but for events, deeds and evidence, which are added. */
export interface Topics {
  readonly status: Status;
  readonly events: readonly HistoryEvent[];
  readonly deeds: readonly Deed[];
  readonly evidence: readonly EvidenceMoment[];
  readonly metrics: Metrics;
  readonly alarms: readonly Alarm[];
  readonly warmth: readonly Warmth[];
  readonly local: Local;
  /** Something could not be read: what, and why. Empty = all is well. */
  readonly problems: readonly string[];
}
export type Topic = keyof Topics;

export interface Hello {
  readonly stage: string;
  readonly cloud: "aws" | "local";
  readonly canAct: boolean;
}

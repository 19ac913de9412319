/** A rule of an agent: all of `all`, at least one of `any`, and none of `not` occur in the query. */
export interface KeywordRule {
  readonly any: readonly string[];
  readonly all: readonly string[];
  readonly not: readonly string[];
}

/** One agent and what speaks for it. */
export interface AgentRoutes {
  /** Kebab case, at most 64 characters. */
  readonly id: string;
  /** What the agent answers, at most 200 characters. The language model reads it. */
  readonly description: string;
  /** -100 to 100. A rule of a higher priority wins over any evidence of a lower one. */
  readonly priority: number;
  /** Each is a rule of its own: the words in this order. */
  readonly phrases: readonly string[];
  readonly keywords: readonly KeywordRule[];
}

/** The route table, as `parseRouteTable` checks it. Optional members of the file have their defaults here. */
export interface RouteTable {
  readonly version: 1;
  /** 0 to 1: the measured share of right answers among queries that a rule decided. */
  readonly confidence: number;
  /** Id of the agent that gets what nobody could decide. */
  readonly fallback: string;
  readonly agents: readonly AgentRoutes[];
}

/** What nothing has measured yet is not claimed to be better than this. */
export const DEFAULT_RULE_CONFIDENCE = 0.9;

export const ROUTE_TABLE_LIMITS = {
  agents: 1000,
  idChars: 64,
  descriptionChars: 200,
  phrasesPerAgent: 500,
  rulesPerAgent: 200,
  termsPerList: 200,
  termsInAll: 20_000,
  priority: 100,
} as const;

/** Where in the table a problem is: keys and indices from the root. */
export type TablePath = readonly (string | number)[];

export type RouteProblemCode =
  // found by parseRouteTable
  | "wrong-type"
  | "missing-key"
  | "unknown-key"
  | "out-of-range"
  | "too-long"
  | "too-many"
  | "empty"
  | "bad-id"
  | "bad-term"
  | "duplicate-agent"
  | "unknown-fallback"
  // found by compileRoutes
  | "tie"
  | "contradiction"
  | "duplicate-rule"
  | "never-wins"
  | "overlap";

export interface RouteProblem {
  readonly severity: "error" | "warning";
  readonly code: RouteProblemCode;
  readonly path: TablePath;
  /** What was expected, what was found, and what to do. */
  readonly message: string;
}

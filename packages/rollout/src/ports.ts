import type { JudgeFor } from "./judge-port.ts";
import type { ObservedMinute } from "./observation.ts";
import type { GuardrailPlans } from "./plan.ts";
import type { ReleaseRequest } from "./release-request.ts";
import type { Routing } from "./routing.ts";
import type { AuditEvent, Notice, ReleaseRecord } from "./state.ts";

/** What the rollout of one alias needs from the outside world. Times are epoch milliseconds. */
export interface RolloutPorts {
  readonly releases: ReleaseStore;
  readonly alias: AliasStore;
  readonly versions: VersionStore;
  readonly observations: ObservationSource;
  readonly smoke: SmokeInvoker;
  readonly cache: ResponseCache;
  readonly notifier: Notifier;
  readonly requests: RequestSource;
  readonly judgeFor: JudgeFor;
  readonly nowMs: () => number;
}

/** A record as it was read. */
export interface StoredRecord {
  readonly record: ReleaseRecord;
  /** Counts commits, from 1. */
  readonly revision: number;
}

export interface RecordChange {
  readonly record: ReleaseRecord;
  /** The revision that the change is based on; 0 creates the record. */
  readonly basedOn: number;
  /** Appended to the history in the same act: all of the change is there, or nothing. */
  readonly events: readonly AuditEvent[];
}

/** An audit event with its place in the history, from 1 and without gaps. */
export interface NumberedEvent extends AuditEvent {
  readonly number: number;
}

/** Keeps the one record of an alias, and its history. */
export interface ReleaseStore {
  readonly load: () => Promise<StoredRecord | undefined>;
  /** `stale`: somebody committed since; nothing is written. */
  readonly commit: (
    change: RecordChange,
  ) => Promise<{ readonly kind: "done"; readonly revision: number } | { readonly kind: "stale" }>;
  /** Oldest first, from this number on. */
  readonly history: (fromNumber: number) => Promise<readonly NumberedEvent[]>;
}

export interface AliasReading {
  readonly routing: Routing;
  /** Changes with every write, whoever writes. */
  readonly revision: string;
}

export type AliasWrite =
  | { readonly kind: "done"; readonly revision: string }
  /** Somebody wrote the alias since `basedOn`; nothing is written. */
  | { readonly kind: "stale" }
  /** A version of the routing does not exist; nothing is written. */
  | { readonly kind: "no-such-version"; readonly version: string };

/** The alias that callers use. */
export interface AliasStore {
  readonly read: () => Promise<AliasReading>;
  /** Moves the alias's own version and its weights together, if its revision is still `basedOn`. */
  readonly write: (routing: Routing, basedOn: string) => Promise<AliasWrite>;
}

export type Readiness =
  | { readonly kind: "ready" }
  | { readonly kind: "preparing" }
  | { readonly kind: "failed"; readonly why: string }
  | { readonly kind: "missing" };

/** Published versions and the environments that are kept warm for them. */
export interface VersionStore {
  /** Asks for warm environments, if they were not asked for, and says how far they are. */
  readonly prepare: (version: string) => Promise<Readiness>;
  readonly exists: (version: string) => Promise<boolean>;
  /** Lets the warm environments go. The version itself stays. */
  readonly retire: (version: string) => Promise<void>;
}

export interface ObservationQuery {
  readonly stable: string;
  readonly candidate: string;
  /** Requests that started before this are not asked for. */
  readonly fromMs: number;
  /** What the last answer gave; undefined asks from `fromMs`. */
  readonly cursor: string | undefined;
  /** Whose thresholds to count by. */
  readonly guardrails: GuardrailPlans;
}

export interface Observations {
  /** What has become known since the cursor. Rests of minutes that were given before are marked late. */
  readonly minutes: readonly ObservedMinute[];
  readonly cursor: string;
  /** Telemetry is complete up to here, apart from what comes late. */
  readonly freshToMs: number;
}

/** Where metrics live. The same cursor gives what it gave before, and what came since. */
export interface ObservationSource {
  readonly since: (query: ObservationQuery) => Promise<Observations>;
}

export type SmokeResult =
  | { readonly kind: "passed" }
  | { readonly kind: "failed"; readonly query: string; readonly why: string };

/** Asks a version directly, past the alias. */
export interface SmokeInvoker {
  readonly invoke: (version: string, queries: readonly string[]) => Promise<SmokeResult>;
}

/** Answers kept before the alias, which outlive the version that gave them. */
export interface ResponseCache {
  readonly flush: () => Promise<void>;
}

export interface Notifier {
  /** May be given the same notice twice. */
  readonly notify: (notice: Notice) => Promise<void>;
}

/** What a deployment asks for. Only read: whether it was taken up stands in the record. */
export interface RequestSource {
  /** The newest request; undefined when there never was one. Throws when it cannot be read or understood. */
  readonly pending: () => Promise<ReleaseRequest | undefined>;
}

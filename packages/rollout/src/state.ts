import type { ExperimentReport } from "./experiment.ts";
import type { CountedSegment } from "./experiment-findings.ts";
import type { HoldReason } from "./hold-reason.ts";
import type { RecentMinute } from "./illness.ts";
import type { SampleRatio } from "./judge/judge.ts";
import type { JudgeState } from "./judge-port.ts";
import type { Plan } from "./plan.ts";
import type { Routing } from "./routing.ts";
import type { ArmCounts, Guardrail, Verdict } from "./verdict.ts";

/** Who did something. */
export type Actor =
  | { readonly kind: "controller" }
  | { readonly kind: "person"; readonly name: string }
  | { readonly kind: "alarm"; readonly name: string }
  /** A deployment whose request said to start by itself. */
  | { readonly kind: "deployment"; readonly by: string };

/** Why traffic went back to stable. */
export type RollbackCause =
  | { readonly kind: "harmful"; readonly evidence: string }
  | { readonly kind: "alarm"; readonly alarm: string }
  | { readonly kind: "aborted"; readonly by: string; readonly why: string }
  | { readonly kind: "smoke-failed"; readonly query: string; readonly why: string }
  | { readonly kind: "version-missing"; readonly version: string };

/** Why a person is needed. */
export type PauseReason =
  | { readonly kind: "person"; readonly name: string; readonly why: string }
  | { readonly kind: "approval"; readonly nextWeight: number }
  | { readonly kind: "deadline"; readonly missing: HoldReason }
  | { readonly kind: "preparation-failed"; readonly why: string }
  | { readonly kind: "stable-missing"; readonly version: string };

/** What a person allowed: `approved` opens the gate, `promoted` also spares the evidence of this step. */
export type Pass = "none" | "approved" | "promoted";

/** Before any weight: the candidate is warmed and asked a few queries, and the traffic is measured. */
export interface Validating {
  readonly state: "validating";
  readonly sinceMs: number;
  readonly smokePassed: boolean;
  /** What stable served so far, for the request budget. */
  readonly traffic: { readonly minutes: number; readonly requests: number };
  readonly pass: Pass;
}

/**
 * Requests that the candidate answered since the stretch began, as each guardrail counted them, in minutes whose weight
 * was known. A guardrail whose telemetry is missing stays at 0 and holds the release.
 */
export type CountedRequests = Readonly<Partial<Record<Guardrail, number>>>;

export interface Stepping {
  readonly state: "stepping";
  /** Index into the plan's steps; 0 in an experiment. */
  readonly step: number;
  /** Percent. The plan's weight, or less within a request budget. */
  readonly weight: number;
  readonly sinceMs: number;
  readonly requests: CountedRequests;
  readonly pass: Pass;
  /** A limit was broken at 100 %: what is proven at less does not lead there again without a person. */
  readonly reopened?: true;
}

/** Everyone is on the candidate; the way back is kept. */
export interface Baking {
  readonly state: "baking";
  readonly sinceMs: number;
  readonly requests: CountedRequests;
  readonly pass: Pass;
}

/** Where a release stands on its way; a pause or an incident interrupts it there. */
export type Progress = Validating | Stepping | Baking;

export type SettledPhase =
  | { readonly state: "idle" }
  | Progress
  | { readonly state: "paused"; readonly at: Progress; readonly why: PauseReason }
  /** Both versions are ill: nobody is blamed, nothing moves. */
  | {
      readonly state: "incident";
      readonly at: Progress;
      readonly sinceMs: number;
      /** A pause that the incident came upon, and that goes on after it. */
      readonly pausedFor?: PauseReason;
    }
  | { readonly state: "rolling_back"; readonly cause: RollbackCause; readonly blocked: boolean }
  | { readonly state: "rolled_back"; readonly cause: RollbackCause }
  /** A rollout leaves everyone on the candidate, an experiment everyone on stable and a report. */
  | { readonly state: "completed"; readonly report?: ExperimentReport };

/** Somebody else moved the alias: nothing moves until a person says whose word counts. */
export interface Drifted {
  readonly state: "drifted";
  readonly was: SettledPhase;
  readonly found: Routing;
}

export type Phase = SettledPhase | Drifted;
export type StateName = Phase["state"];

/** A time in which the alias had one weight for the candidate. */
export interface WeightSpan {
  /** Percent, 0 to 100. */
  readonly weight: number;
  readonly fromMs: number;
  /** Missing while it lasts. */
  readonly toMs?: number;
}

/** What is being brought into service, and all that is known of it. */
export interface Release {
  readonly id: string;
  readonly candidate: { readonly version: string; readonly digest: string };
  readonly stableVersion: string;
  readonly plan: Plan;
  /** Goes on although stable is ill, because it is the cure. */
  readonly hotfix: boolean;
  readonly startedAtMs: number;
  /** The deadline counts from here: the start, or the last time a person let it go on. */
  readonly deadlineFromMs: number;
  /** Given by the observations; undefined before the first. */
  readonly cursor?: string;
  /** Telemetry is complete up to here. */
  readonly freshToMs: number;
  readonly spans: readonly WeightSpan[];
  readonly recent: readonly RecentMinute[];
  /** Requests and failures by weight, of minutes in which both versions were asked under one. */
  readonly segments: readonly CountedSegment[];
  readonly totals: { readonly stable: ArmCounts; readonly candidate: ArmCounts };
  readonly judge: JudgeState;
  readonly verdicts: readonly Verdict[];
  readonly sampleRatio: SampleRatio;
}

/** A digest that was rolled back, and is refused unless forced. */
export interface DeniedDigest {
  readonly digest: string;
  readonly version: string;
  readonly why: string;
  readonly atMs: number;
}

export interface Notice {
  readonly severity: "info" | "warning" | "page";
  readonly text: string;
  readonly atMs: number;
}

/** Work that a committed change has ordered. It is done at least once, however often a pass dies. */
export type Chore =
  | { readonly kind: "notify"; readonly notice: Notice }
  | { readonly kind: "flush-cache" }
  | { readonly kind: "retire"; readonly version: string };

/** The one item per alias that everything is decided from. Plain JSON. */
export interface ReleaseRecord {
  readonly phase: Phase;
  /** The release in progress, or the last one. */
  readonly release?: Release;
  /** The alias as this controller last left or accepted it. */
  readonly alias: {
    readonly routing: Routing;
    readonly revision: string;
    /** When it was last found so, while a release is under way. */
    readonly seenAtMs: number;
  };
  readonly denied: readonly DeniedDigest[];
  readonly chores: readonly Chore[];
  /** Version of the deployment's request that was taken up or refused last. */
  readonly handledRequest?: string;
}

/** One line of the audit trail. Never changed once written. */
export interface AuditEvent {
  readonly atMs: number;
  readonly by: Actor;
  readonly from: StateName;
  readonly to: StateName;
  readonly why: string;
  /** What the alias held, and what it is to hold. */
  readonly before: Routing;
  readonly after: Routing;
  readonly releaseId?: string;
  readonly evidence: readonly Verdict[];
}

/** The progress that a phase stands at or was interrupted in. */
export function progressOf(phase: Phase): Progress | undefined {
  switch (phase.state) {
    case "validating":
    case "stepping":
    case "baking":
      return phase;
    case "paused":
    case "incident":
      return phase.at;
    case "idle":
    case "rolling_back":
    case "rolled_back":
    case "completed":
    case "drifted":
      return undefined;
  }
}

/** The same phase with its progress replaced; phases without progress stay as they are. */
export function withProgress(phase: Phase, progress: Progress): Phase {
  switch (phase.state) {
    case "validating":
    case "stepping":
    case "baking":
      return progress;
    case "paused":
    case "incident":
      return { ...phase, at: progress };
    case "idle":
    case "rolling_back":
    case "rolled_back":
    case "completed":
    case "drifted":
      return phase;
  }
}

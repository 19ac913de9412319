import type { Alarm, HistoryEvent, Local, Metrics, Status, Verb, Warmth } from "./model.ts";

/** An order of a person. */
export interface Order {
  readonly verb: Verb;
  readonly why: string;
}

/** What came of it, in the controller's words. */
export interface Outcome {
  readonly ok: boolean;
  readonly text: string;
}

/** The release controller of a stage. */
export interface ReleaseView {
  readonly status: () => Promise<Status>;
  /** From this number on, oldest first; not necessarily all of them. */
  readonly history: (from: number) => Promise<readonly HistoryEvent[]>;
  readonly order: (order: Order) => Promise<Outcome>;
}

/** What is measured of a stage. */
export interface StageView {
  readonly metrics: (status: Status) => Promise<Metrics>;
  readonly alarms: () => Promise<readonly Alarm[]>;
  readonly warmth: (status: Status) => Promise<readonly Warmth[]>;
}

/** A version that is made ill, or well again. */
export interface Fault {
  readonly version: string;
  readonly kind: "errors" | "slow" | "cold" | "crash" | "none";
}

/** What can be done to a local cloud and to no other. */
export interface LocalControls {
  readonly state: () => Promise<Local>;
  readonly setFault: (fault: Fault) => Promise<void>;
  readonly setTraffic: (requestsPerMinute: number) => Promise<void>;
}

export interface ConsolePorts {
  readonly releases: ReleaseView;
  readonly stage: StageView;
  /** Absent on AWS. */
  readonly local?: LocalControls;
}

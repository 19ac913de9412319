import type { Alarm, Deed, HistoryEvent, Local, Metrics, Status, Verb, Warmth } from "./model.ts";

/** An order of a person. */
export interface Order {
  readonly verb: Verb;
  readonly why: string;
}

/** What came of it, in the words of whoever did it. */
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
  readonly why?: string;
}

export interface TrafficOrder {
  readonly requestsPerMinute: number;
  readonly why?: string;
}

/** What can be done to a local cloud and to no other. What changes it stands in its audit trail afterwards. */
export interface LocalControls {
  readonly state: () => Promise<Local>;
  readonly setFault: (fault: Fault) => Promise<void>;
  readonly setTraffic: (order: TrafficOrder) => Promise<void>;
  /** Asks the router as a caller does. It changes nothing. */
  readonly ask: (question: string) => Promise<Outcome>;
  /** The audit trail from this number on, oldest first. */
  readonly deeds: (from: number) => Promise<readonly Deed[]>;
}

export interface ConsolePorts {
  readonly releases: ReleaseView;
  readonly stage: StageView;
  /** Absent on AWS. */
  readonly local?: LocalControls;
}

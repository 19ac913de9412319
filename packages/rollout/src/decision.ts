import type { HoldReason } from "./hold-reason.ts";
import type { PauseReason, RollbackCause } from "./state.ts";

/** What is to be done next. */
export type Decision =
  | { readonly kind: "hold"; readonly reason: HoldReason }
  /** Begin a step. One after the other; the only way back is to the last comparison, from 100 %. */
  | {
      readonly kind: "set-weight";
      readonly step: number;
      readonly weight: number;
      readonly why: "evidence" | "person" | "limit-broken";
    }
  /** Everyone to the candidate. */
  | { readonly kind: "bake"; readonly why: "evidence" | "person" }
  | { readonly kind: "complete" }
  /** The experiment is over; everyone to stable. */
  | { readonly kind: "conclude" }
  | { readonly kind: "roll-back"; readonly cause: RollbackCause }
  | { readonly kind: "pause"; readonly reason: PauseReason }
  | { readonly kind: "incident" }
  /** The incident is over. */
  | { readonly kind: "recover" };

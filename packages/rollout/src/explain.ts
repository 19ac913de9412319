import { explainHold } from "./hold-reason.ts";
import type { Actor, PauseReason, RollbackCause } from "./state.ts";

/** Why traffic went back, for people. */
export function explainRollback(cause: RollbackCause): string {
  switch (cause.kind) {
    case "harmful":
      return cause.evidence;
    case "alarm":
      return `the alarm ${cause.alarm} went off`;
    case "aborted":
      return `aborted by ${cause.by}: ${cause.why}`;
    case "smoke-failed":
      return `the smoke query ${JSON.stringify(cause.query)} failed: ${cause.why}`;
    case "version-missing":
      return `version ${cause.version} does not exist`;
  }
}

/** Why a person is needed, and what that person can do. */
export function explainPause(reason: PauseReason): string {
  switch (reason.kind) {
    case "person":
      return `paused by ${reason.name}: ${reason.why}`;
    case "approval":
      return `the step to ${reason.nextWeight} % needs an approval`;
    case "deadline":
      return `the deadline has passed: ${explainHold(reason.missing)}. Resume to wait on, promote to go on without, or abort`;
    case "preparation-failed":
      return `the candidate cannot be prepared: ${reason.why}. Resume to try again, or abort`;
    case "stable-missing":
      return `version ${reason.version} does not exist any more, so there is no way back`;
  }
}

/** Who did something, for people. */
export function explainActor(actor: Actor): string {
  switch (actor.kind) {
    case "controller":
      return "the controller";
    case "person":
      return actor.name;
    case "alarm":
      return `the alarm ${actor.name}`;
    case "deployment":
      return `the deployment of ${actor.by}`;
  }
}

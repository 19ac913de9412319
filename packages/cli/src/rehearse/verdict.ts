import type { RollbackCause } from "@switchyard/rollout";
import type { HistoryEvent, StatusReply } from "../release/reply.ts";
import type { Candidate, Path } from "./candidate.ts";
import { weightOf } from "./timeline.ts";

/** By the cloud's clock. */
export interface Outage {
  readonly fromMs: number;
  readonly toMs: number;
}

/** How a rehearsal ended. */
export interface Ending {
  readonly candidate: Candidate;
  readonly requestsPerMinute: number;
  /** The path that was out of order. */
  readonly without: Path | undefined;
  readonly candidateVersion: string;
  readonly events: readonly HistoryEvent[];
  /** When both versions suffered. */
  readonly outage?: Outage;
  /** Of the alias, the deny-list and the state in the end. */
  readonly record: Pick<StatusReply["record"], "phase" | "alias" | "denied">;
}

export interface Verdict {
  /** Whether that is the right outcome for this candidate. */
  readonly right: boolean;
  readonly outcome: string;
  /** Who brought it about; undefined when nothing was decided. */
  readonly by?: string;
  /** What should have happened, where it did not. */
  readonly expected?: string;
}

export function judgeRehearsal(ending: Ending): Verdict {
  const { phase } = ending.record;
  const outcome = phase.state;
  const by =
    phase.state === "rolled_back" ? causedBy(phase.cause) : phase.state === "completed" ? "judge" : undefined;
  const expected = wrongIn(ending, by);
  return {
    right: expected === undefined,
    outcome,
    ...(by === undefined ? {} : { by }),
    ...(expected === undefined ? {} : { expected }),
  };
}

function causedBy(cause: RollbackCause): string {
  switch (cause.kind) {
    case "harmful":
      return "judge";
    case "alarm":
      return "alarm";
    case "aborted":
      return cause.by;
    case "smoke-failed":
      return "smoke queries";
    case "version-missing":
      return "missing version";
  }
}

/** What was expected and did not happen; undefined when all is right. */
function wrongIn(ending: Ending, by: string | undefined): string | undefined {
  const { candidate, requestsPerMinute, record } = ending;
  if (requestsPerMinute === 0) {
    const served = ending.events.some(({ after }) => weightOf(ending.candidateVersion, after) === 100);
    return served ? "without traffic there is no evidence, so it is not promoted" : undefined;
  }
  switch (candidate.kind) {
    case "good":
      return isInService(ending) ? undefined : "a good version completes at 100 %";
    case "outage": {
      if (ending.events.some(({ to }) => to === "rolling_back") || record.denied.length > 0) {
        return "an outage that both versions share is nobody's fault: nothing is rolled back or refused";
      }
      if (wasRaisedInOutage(ending)) return "while both versions suffer nothing moves forward";
      return isInService(ending) ? undefined : "a good version completes once the outage is over";
    }
    case "errors":
    case "slow":
    case "cold":
    case "crash":
      return wrongInRollback(ending, by);
  }
}

function wasRaisedInOutage({ events, outage, candidateVersion }: Ending): boolean {
  if (outage === undefined) return true;
  return events.some(
    ({ atMs, before, after }) =>
      atMs > outage.fromMs &&
      atMs <= outage.toMs &&
      weightOf(candidateVersion, after) > weightOf(candidateVersion, before),
  );
}

function isInService({ record, candidateVersion }: Ending): boolean {
  return record.phase.state === "completed" && weightOf(candidateVersion, record.alias.routing) === 100;
}

function wrongInRollback(
  { record, candidateVersion, without }: Ending,
  by: string | undefined,
): string | undefined {
  const isOut =
    record.phase.state === "rolled_back" && weightOf(candidateVersion, record.alias.routing) === 0;
  if (!isOut) return "a bad version is rolled back";
  if (!record.denied.some(({ version }) => version === candidateVersion))
    return "its digest is refused from now on";
  if (without === "judge") return by === "alarm" ? undefined : "an alarm alone takes it out of service";
  if (without === "alarms") return by === "judge" ? undefined : "the judge alone takes it out of service";
  return by === "judge" || by === "alarm" ? undefined : "the judge or an alarm takes it out of service";
}

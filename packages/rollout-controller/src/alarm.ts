import { type AlarmReport, onAlarm, type ReleaseRecord, type RolloutPorts } from "@switchyard/rollout";
import { type AlarmEvent, parseAlarmEvent } from "./alarm-event.ts";
import { handleEmergency } from "./emergency.ts";
import type { WriteLog } from "./log.ts";

export interface AlarmDeps {
  readonly ports: RolloutPorts;
  readonly writeLog: WriteLog;
}

export type AlarmOutcome =
  | AlarmReport
  | { readonly kind: "ignored"; readonly why: string }
  /** The record knows of no release of that version, and the alias gave it calls. */
  | { readonly kind: "stopped"; readonly why: string };

/**
 * What an alarm's event leads to. It may come twice, and late: CloudWatch and Lambda both repeat what they cannot
 * deliver. An alarm that could not be dealt with fails, so that it is repeated and kept in the end.
 */
export async function runAlarm(deps: AlarmDeps, event: unknown): Promise<AlarmOutcome> {
  const alarm = parseAlarmEvent(event);
  const outcome = await answer(deps, alarm);
  const isBad =
    outcome.kind === "unfinished" ||
    outcome.kind === "stopped" ||
    (outcome.kind === "rolled-back" && outcome.failures.length > 0);
  deps.writeLog({ level: isBad ? "warning" : "info", event: "alarm", alarm, outcome });
  if (outcome.kind === "unfinished") {
    throw new Error(`The alarm ${alarm.name} could not be dealt with yet: ${outcome.why}.`);
  }
  return outcome;
}

async function answer(deps: AlarmDeps, alarm: AlarmEvent): Promise<AlarmOutcome> {
  if (alarm.state !== "ALARM") return { kind: "ignored", why: `its state is ${alarm.state}` };
  try {
    const outcome = await answerByRecord(deps.ports, alarm);
    const isOver = outcome.kind === "ignored" || outcome.kind === "nothing-to-roll-back";
    return isOver && (await getsCalls(deps.ports, alarm))
      ? { kind: "stopped", why: await stop(deps, alarm, "and the record knows of no release of its version") }
      : outcome;
  } catch (error) {
    await stop(deps, alarm, `and cannot be dealt with by the record (${String(error)})`);
    throw error;
  }
}

async function answerByRecord(ports: RolloutPorts, alarm: AlarmEvent): Promise<AlarmOutcome> {
  const stored = await ports.releases.load();
  const why = notOurs(alarm, stored?.record);
  return why === undefined ? onAlarm(ports, alarm.name) : { kind: "ignored", why };
}

/** A record that was lost, restored or passed by must not hide that callers still get what the alarm is about. */
async function getsCalls({ alias }: RolloutPorts, alarm: AlarmEvent): Promise<boolean> {
  const { additional } = (await alias.read()).routing;
  return additional !== undefined && isAbout(alarm, additional.version);
}

function stop(deps: AlarmDeps, alarm: AlarmEvent, why: string): Promise<string> {
  const what = `the alarm ${alarm.name} went off, ${why}`;
  return handleEmergency(deps, { what, isMeant: (version) => isAbout(alarm, version) });
}

/** An alarm that names no version watches the alias as a whole. */
function isAbout({ versions }: AlarmEvent, version: string): boolean {
  return versions.length === 0 || versions.includes(version);
}

/** An alarm of a version that is not the candidate says nothing about this release. */
function notOurs(alarm: AlarmEvent, record: ReleaseRecord | undefined): string | undefined {
  if (record?.release === undefined) return "nothing was ever released";
  const { version } = record.release.candidate;
  return isAbout(alarm, version)
    ? undefined
    : `it watches version ${alarm.versions.join(", ")}, and the candidate is ${version}`;
}

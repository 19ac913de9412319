import type {
  DeleteAlarmsCommandInput,
  DeleteAlarmsCommandOutput,
  DisableAlarmActionsCommandInput,
  DisableAlarmActionsCommandOutput,
  EnableAlarmActionsCommandInput,
  EnableAlarmActionsCommandOutput,
  PutMetricAlarmCommandInput,
  PutMetricAlarmCommandOutput,
  SetAlarmStateCommandInput,
  SetAlarmStateCommandOutput,
} from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../aws-error.ts";
import type { Collection } from "../../store.ts";
import { missing, validation } from "../errors.ts";
import type { AlarmRecord } from "./alarm.ts";
import type { StateValue } from "./evaluate.ts";
import { type AlarmHistory, configurationEntry } from "./history.ts";
import { settingsOf } from "./settings.ts";
import { recordOf } from "./tag-operations.ts";
import type { EnterState } from "./transitions.ts";

type Answer<T> = Omit<T, "$metadata">;

export interface WriteDeps {
  readonly alarms: Collection<AlarmRecord>;
  readonly history: AlarmHistory;
  readonly enterState: EnterState;
  readonly nowMs: () => number;
  readonly arnFor: (name: string) => string;
  readonly onCreated: () => void;
}

const MAX_NAMES = 100;
const MAX_REASON = 1023;
const MAX_REASON_DATA = 4000;

/** The operations that change alarms. */
export function createWriteOperations({ alarms, history, enterState, nowMs, arnFor, onCreated }: WriteDeps) {
  function setActionsEnabled(names: readonly string[] | undefined, ActionsEnabled: boolean): void {
    for (const name of checkedNames(names)) {
      const alarm = known(alarms, name);
      if (alarm.settings.ActionsEnabled === ActionsEnabled) continue;
      const atMs = nowMs();
      const changed = { ...alarm, configuredMs: atMs, settings: { ...alarm.settings, ActionsEnabled } };
      alarms.set(name, changed);
      history.add(name, configurationEntry("Update", changed, atMs));
    }
  }

  return {
    /** Creates an alarm, or replaces all settings of one; state and tags of an existing alarm stay. */
    PutMetricAlarm: (input: PutMetricAlarmCommandInput): Answer<PutMetricAlarmCommandOutput> => {
      const settings = settingsOf(input);
      const name = settings.AlarmName;
      const tags = recordOf(input.Tags);
      const atMs = nowMs();
      const existing = alarms.get(name);
      const alarm: AlarmRecord =
        existing === undefined
          ? {
              arn: arnFor(name),
              settings,
              configuredMs: atMs,
              state: { value: "INSUFFICIENT_DATA", reason: "Unchecked: Initial alarm creation" },
              stateUpdatedMs: atMs,
              tags,
            }
          : { ...existing, settings, configuredMs: atMs };
      alarms.set(name, alarm);
      history.add(name, configurationEntry(existing === undefined ? "Create" : "Update", alarm, atMs));
      onCreated();
      return {};
    },

    /** As documented, alarms that exist are deleted even if another name is wrong. */
    DeleteAlarms: (input: DeleteAlarmsCommandInput): Answer<DeleteAlarmsCommandOutput> => {
      const names = checkedNames(input.AlarmNames);
      const unknown = names.filter((name) => alarms.get(name) === undefined);
      for (const name of names) {
        const alarm = alarms.get(name);
        if (alarm === undefined) continue;
        alarms.delete(name);
        history.add(name, configurationEntry("Delete", alarm, nowMs()));
      }
      if (unknown.length > 0) throw notFound(unknown);
      return {};
    },

    /** Until the next evaluation. Actions are set off as if the alarm had changed by itself. */
    SetAlarmState: (input: SetAlarmStateCommandInput): Answer<SetAlarmStateCommandOutput> => {
      const { AlarmName: name = "", StateReason: reason, StateReasonData: reasonData } = input;
      if (reason === undefined) throw missing("StateReason");
      if (reason.length > MAX_REASON) {
        throw validation(`StateReason must have at most ${MAX_REASON} characters, found ${reason.length}.`);
      }
      const value = checkedState(input.StateValue);
      if (reasonData !== undefined) checkJson(reasonData);
      enterState(known(alarms, name), { value, reason, reasonData });
      return {};
    },

    EnableAlarmActions: (input: EnableAlarmActionsCommandInput): Answer<EnableAlarmActionsCommandOutput> => {
      setActionsEnabled(input.AlarmNames, true);
      return {};
    },

    DisableAlarmActions: (
      input: DisableAlarmActionsCommandInput,
    ): Answer<DisableAlarmActionsCommandOutput> => {
      setActionsEnabled(input.AlarmNames, false);
      return {};
    },
  };
}

/** A state that CloudWatch knows. */
export function checkedState(value: string | undefined): StateValue {
  if (value === "OK" || value === "ALARM" || value === "INSUFFICIENT_DATA") return value;
  throw validation(`StateValue must be one of OK, ALARM, INSUFFICIENT_DATA; found ${value ?? "none"}.`);
}

function checkedNames(names: readonly string[] | undefined): readonly string[] {
  if (names === undefined || names.length === 0) throw missing("AlarmNames");
  if (names.length > MAX_NAMES) {
    throw validation(`AlarmNames must have at most ${MAX_NAMES} names, found ${names.length}.`);
  }
  return [...new Set(names)];
}

function known(alarms: Collection<AlarmRecord>, name: string): AlarmRecord {
  const alarm = alarms.get(name);
  if (alarm === undefined) throw notFound([name]);
  return alarm;
}

function notFound(names: readonly string[]): AwsError {
  return new AwsError("ResourceNotFound", `There is no alarm named ${names.join(", ")}.`, 404);
}

function checkJson(text: string): void {
  if (text.length > MAX_REASON_DATA) {
    throw validation(
      `StateReasonData must have at most ${MAX_REASON_DATA} characters, found ${text.length}.`,
    );
  }
  try {
    JSON.parse(text);
  } catch {
    throw new AwsError("InvalidFormatFault", "StateReasonData was not syntactically valid JSON.");
  }
}

import { messageOf } from "../../errors.ts";
import type { AlarmActions } from "../../ports.ts";
import type { Collection } from "../../store.ts";
import { targetOf } from "./action-arn.ts";
import { actionEvent, type StateSince } from "./action-event.ts";
import { actionNotice } from "./action-notice.ts";
import type { AlarmRecord, AlarmSettings, AlarmState } from "./alarm.ts";
import type { StateValue } from "./evaluate.ts";
import { type AlarmHistory, actionEntry, stateEntry } from "./history.ts";

export interface TransitionDeps {
  readonly alarms: Collection<AlarmRecord>;
  readonly history: AlarmHistory;
  readonly actions: AlarmActions;
  readonly region: string;
  readonly nowMs: () => number;
  readonly onWarning: (message: string) => void;
}

/**
 * Puts an alarm into a state. Another state than before goes into the history and sets off the actions of the new
 * state, unless they are disabled; the same state sets off nothing.
 */
export type EnterState = (alarm: AlarmRecord, state: AlarmState) => void;

export function createEnterState(deps: TransitionDeps): EnterState {
  function act(alarm: AlarmRecord, arn: string, now: StateSince, before: StateSince): void {
    const name = alarm.settings.AlarmName;
    const failure = attempt(alarm, arn, now, before);
    if (failure !== undefined) deps.onWarning(`Alarm ${name}: the action ${arn} failed: ${failure}`);
    deps.history.add(name, actionEntry(arn, now.sinceMs, failure, deps.nowMs()));
  }

  /** Why it failed, or undefined. An alarm must go on whatever its actions do. */
  function attempt(alarm: AlarmRecord, arn: string, now: StateSince, before: StateSince): string | undefined {
    try {
      carryOut(alarm, arn, now, before);
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  }

  function carryOut(alarm: AlarmRecord, arn: string, now: StateSince, before: StateSince): void {
    switch (targetOf(arn)) {
      case "lambda": {
        const event = actionEvent(alarm, deps.region, now, before);
        return deps.actions.invokeFunction(arn, Buffer.from(JSON.stringify(event)), alarm.arn);
      }
      case "sns": {
        const { subject, message } = actionNotice(alarm, deps.region, now, before);
        return deps.actions.publish(arn, subject, message, alarm.arn);
      }
    }
  }

  return (alarm, state) => {
    const atMs = deps.nowMs();
    const isChange = state.value !== alarm.state.value;
    deps.alarms.set(alarm.settings.AlarmName, {
      ...alarm,
      state,
      stateUpdatedMs: atMs,
      ...(isChange ? { transitionedMs: atMs } : {}),
    });
    if (!isChange) return;
    deps.history.add(alarm.settings.AlarmName, stateEntry(alarm.state, state, atMs));
    if (!alarm.settings.ActionsEnabled) return;
    const before = { state: alarm.state, sinceMs: alarm.stateUpdatedMs };
    for (const arn of actionsFor(state.value, alarm.settings))
      act(alarm, arn, { state, sinceMs: atMs }, before);
  };
}

function actionsFor(state: StateValue, settings: AlarmSettings): readonly string[] {
  switch (state) {
    case "OK":
      return settings.OKActions;
    case "ALARM":
      return settings.AlarmActions;
    case "INSUFFICIENT_DATA":
      return settings.InsufficientDataActions;
  }
}

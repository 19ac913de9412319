import { arnOf } from "../../account.ts";
import { messageOf } from "../../errors.ts";
import type { AlarmActions, Clock } from "../../ports.ts";
import type { Store } from "../../store.ts";
import type { MetricSeries } from "../metric-series.ts";
import type { AlarmRecord } from "./alarm.ts";
import { createDescribeOperations } from "./describe-operations.ts";
import { evaluate } from "./evaluate.ts";
import { openHistory } from "./history.ts";
import { reasonDataOf, reasonOf } from "./reason.ts";
import { createScheduler } from "./scheduler.ts";
import { createTagOperations } from "./tag-operations.ts";
import { createEnterState } from "./transitions.ts";
import { isHighResolution, watchOf, windowEnd } from "./watch.ts";
import { createWriteOperations } from "./write-operations.ts";

export interface AlarmDeps {
  readonly store: Store;
  readonly series: MetricSeries;
  readonly clock: Clock;
  readonly region: string;
  readonly actions: AlarmActions;
  readonly onWarning: (message: string) => void;
}

/** Metric alarms: kept in the store, evaluated while there are any. */
export function createAlarms(deps: AlarmDeps) {
  const { clock, region, onWarning } = deps;
  const { nowMs } = clock;
  const alarms = deps.store.collection<AlarmRecord>("cloudwatch-alarms");
  const history = openHistory(deps.store, nowMs);
  const enterState = createEnterState({ ...deps, nowMs, alarms, history });

  function evaluateAlarm(alarm: AlarmRecord, standard: boolean): void {
    const { periodS, rule, read } = watchOf(alarm.settings);
    if (!standard && !isHighResolution(periodS)) return;
    const now = nowMs();
    const slots = read(deps.series, windowEnd(periodS, now));
    const verdict = evaluate(rule, slots);
    if (verdict.kind === "keep" || verdict.value === alarm.state.value) return;
    enterState(alarm, {
      value: verdict.value,
      reason: reasonOf(alarm.settings, rule, verdict),
      reasonData: reasonDataOf(alarm.settings, periodS, verdict, slots, now),
    });
  }

  const scheduler = createScheduler({
    clock,
    hasAlarms: () => alarms.values().length > 0,
    evaluate: (standard) => {
      for (const alarm of alarms.values()) {
        try {
          evaluateAlarm(alarm, standard);
        } catch (error) {
          onWarning(`Alarm ${alarm.settings.AlarmName} could not be evaluated: ${messageOf(error)}`);
        }
      }
    },
  });
  scheduler.wake();

  return {
    operations: {
      ...createWriteOperations({
        alarms,
        history,
        enterState,
        nowMs,
        arnFor: (name) => arnOf("cloudwatch", region, `alarm:${name}`),
        onCreated: scheduler.wake,
      }),
      ...createDescribeOperations(alarms, history),
      ...createTagOperations(alarms),
    },
    close: scheduler.close,
  };
}

import * as schemas from "@aws-sdk/client-scheduler";
import type { Authority, Clock, MetricSink, QueueSink, ScheduleTargets } from "../ports.ts";
import type { Store } from "../store.ts";
import type { WireService } from "../wire/service.ts";
import { createExecutor } from "./execute.ts";
import { createGroupOperations } from "./group-operations.ts";
import { schedulerPermissions } from "./permissions.ts";
import type { ScheduleRecord } from "./schedule.ts";
import { createScheduleOperations } from "./schedule-operations.ts";
import { createTurns } from "./turns.ts";

export interface SchedulerDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly region: string;
  /** Decides what a schedule's role may do. */
  readonly authority: Authority;
  readonly targets: ScheduleTargets;
  /** Where dead letters go. */
  readonly queues: QueueSink;
  readonly metrics: MetricSink;
  /** Told about invocations that were lost: nobody else hears of them. */
  readonly onWarning?: (message: string) => void;
}

/** EventBridge Scheduler, for Lambda functions. Schedules run in cloud time, as long as the cloud does. */
export interface SchedulerService {
  readonly operations: SchedulerOperations;
  readonly wire: WireService;
  /** Plans the schedules that the store holds. To be called once functions can reach the cloud. */
  readonly start: () => void;
  readonly close: () => void;
}

export type SchedulerOperations = ReturnType<typeof createScheduleOperations> &
  ReturnType<typeof createGroupOperations>;

/** Opens the scheduler over what the store holds. */
export function createScheduler(deps: SchedulerDeps): SchedulerService {
  const { store, clock, region, authority } = deps;
  const onWarning = deps.onWarning ?? (() => undefined);
  const schedules = store.collection<ScheduleRecord>("scheduler-schedules");
  const executor = createExecutor({ ...deps, onWarning });
  const turns = createTurns({ schedules, clock, execute: executor.execute, onWarning });
  const operations: SchedulerOperations = {
    ...createScheduleOperations({ schedules, turns, clock, authority, region }),
    ...createGroupOperations(store.collection("scheduler-group-tags"), region),
  };
  return {
    operations,
    wire: {
      signingName: "scheduler",
      schemas,
      operations: { ...operations },
      permissions: (operation, input) => schedulerPermissions(region, operation, input),
    },
    start: turns.start,
    close: () => {
      turns.close();
      executor.close();
    },
  };
}

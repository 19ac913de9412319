import type {
  CreateScheduleCommandInput,
  CreateScheduleCommandOutput,
  DeleteScheduleCommandInput,
  DeleteScheduleCommandOutput,
  GetScheduleCommandInput,
  GetScheduleCommandOutput,
  ListSchedulesCommandInput,
  ListSchedulesCommandOutput,
  UpdateScheduleCommandInput,
  UpdateScheduleCommandOutput,
} from "@aws-sdk/client-scheduler";
import { arnOf } from "../account.ts";
import { AwsError } from "../aws-error.ts";
import type { Authority, Clock } from "../ports.ts";
import type { Collection } from "../store.ts";
import { conflict, notFound, validation } from "./errors.ts";
import { GROUP, type ScheduleRecord, type ScheduleSettings, settingsOf } from "./schedule.ts";
import type { Turns } from "./turns.ts";

type Answer<T> = Omit<T, "$metadata">;

export interface ScheduleDeps {
  readonly schedules: Collection<ScheduleRecord>;
  readonly turns: Turns;
  readonly clock: Clock;
  readonly authority: Authority;
  readonly region: string;
}

const MAX_PAGE = 100;

/** Operations on schedules. */
export function createScheduleOperations({ schedules, turns, clock, authority, region }: ScheduleDeps) {
  const known = (name: string | undefined, group: string | undefined): ScheduleRecord => {
    requireGroup(group);
    const schedule = name === undefined ? undefined : schedules.get(name);
    if (schedule === undefined) throw notFound(`Schedule ${name ?? ""} does not exist.`);
    return schedule;
  };
  const save = (schedule: ScheduleRecord): void => {
    schedules.set(schedule.name, schedule);
    turns.plan(schedule.name);
  };

  /** As AWS does, so that a role that cannot work is refused at once and not at the first turn. */
  function requireTrust({ target }: ScheduleSettings, name: string): void {
    try {
      authority.assumeRole(target.roleArn, name, "scheduler.amazonaws.com");
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw validation(
        `The execution role you provide must allow AWS EventBridge Scheduler to assume the role. ${error.message}`,
      );
    }
  }

  return {
    CreateSchedule: (input: CreateScheduleCommandInput): Answer<CreateScheduleCommandOutput> => {
      const { Name, ClientToken: clientToken, ...given } = input;
      const name = checkedName(Name);
      const settings = settingsOf(given);
      const existing = schedules.get(name);
      if (existing !== undefined) {
        // The same request once more, from a client that did not get the answer.
        if (clientToken !== undefined && existing.clientToken === clientToken) {
          return { ScheduleArn: existing.arn };
        }
        throw conflict(`Schedule ${name} already exists.`);
      }
      requireTrust(settings, name);
      const nowMs = clock.nowMs();
      const arn = arnOf("scheduler", region, `schedule/${GROUP}/${name}`);
      save({ ...settings, name, arn, createdMs: nowMs, modifiedMs: nowMs, anchorMs: nowMs, clientToken });
      return { ScheduleArn: arn };
    },

    GetSchedule: (input: GetScheduleCommandInput): Answer<GetScheduleCommandOutput> =>
      described(known(input.Name, input.GroupName)),

    /** Replaces all settings: what the request leaves out has its default again, as documented. */
    UpdateSchedule: (input: UpdateScheduleCommandInput): Answer<UpdateScheduleCommandOutput> => {
      const { Name, ClientToken: clientToken, ...given } = input;
      const existing = known(Name, input.GroupName);
      const settings = settingsOf(given);
      requireTrust(settings, existing.name);
      const nowMs = clock.nowMs();
      const isRescheduled =
        settings.expression !== existing.expression ||
        settings.zone !== existing.zone ||
        settings.startMs !== existing.startMs;
      const { name, arn, createdMs, anchorMs, lastDueMs } = existing;
      save({
        ...settings,
        name,
        arn,
        createdMs,
        modifiedMs: nowMs,
        anchorMs: isRescheduled ? nowMs : anchorMs,
        lastDueMs: isRescheduled ? undefined : lastDueMs,
        clientToken,
      });
      return { ScheduleArn: arn };
    },

    DeleteSchedule: (input: DeleteScheduleCommandInput): Answer<DeleteScheduleCommandOutput> => {
      const { name } = known(input.Name, input.GroupName);
      schedules.delete(name);
      turns.plan(name);
      return {};
    },

    ListSchedules: (input: ListSchedulesCommandInput): Answer<ListSchedulesCommandOutput> => {
      const {
        GroupName,
        NamePrefix: prefix = "",
        State,
        NextToken: after,
        MaxResults: limit = MAX_PAGE,
      } = input;
      if (GroupName !== undefined) requireGroup(GroupName);
      if (limit < 1 || limit > MAX_PAGE) {
        throw validation(`MaxResults must be between 1 and ${MAX_PAGE}, found ${limit}.`);
      }
      const found = schedules
        .values()
        .filter(({ name }) => name.startsWith(prefix) && (after === undefined || name > after))
        .filter(({ enabled }) => State === undefined || (State === "ENABLED") === enabled)
        .toSorted((a, b) => (a.name < b.name ? -1 : 1));
      const page = found.slice(0, limit);
      return {
        Schedules: page.map(({ name, arn, createdMs, modifiedMs, enabled, target }) => ({
          Arn: arn,
          Name: name,
          GroupName: GROUP,
          State: enabled ? "ENABLED" : "DISABLED",
          CreationDate: new Date(createdMs),
          LastModificationDate: new Date(modifiedMs),
          Target: { Arn: target.functionArn },
        })),
        ...(found.length > limit ? { NextToken: page.at(-1)?.name } : {}),
      };
    },
  };
}

function checkedName(name = ""): string {
  if (/^[\w.-]{1,64}$/.test(name)) return name;
  throw validation(
    `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[0-9a-zA-Z-_.]+$ and have a length of 1 to 64`,
  );
}

function requireGroup(group: string | undefined): void {
  if (group === undefined || group === GROUP) return;
  throw notFound(`Schedule group ${group} does not exist.`);
}

function described(schedule: ScheduleRecord): Answer<GetScheduleCommandOutput> {
  const { target, startMs, endMs, description } = schedule;
  return {
    Arn: schedule.arn,
    GroupName: GROUP,
    Name: schedule.name,
    ScheduleExpression: schedule.expression,
    ScheduleExpressionTimezone: schedule.zone,
    ...(startMs === undefined ? {} : { StartDate: new Date(startMs) }),
    ...(endMs === undefined ? {} : { EndDate: new Date(endMs) }),
    ...(description === undefined ? {} : { Description: description }),
    State: schedule.enabled ? "ENABLED" : "DISABLED",
    CreationDate: new Date(schedule.createdMs),
    LastModificationDate: new Date(schedule.modifiedMs),
    FlexibleTimeWindow: { Mode: "OFF" },
    ActionAfterCompletion: schedule.deletesItself ? "DELETE" : "NONE",
    Target: {
      Arn: target.functionArn,
      RoleArn: target.roleArn,
      ...(target.input === undefined ? {} : { Input: target.input }),
      RetryPolicy: {
        MaximumRetryAttempts: target.maxRetries,
        MaximumEventAgeInSeconds: target.maxAgeS,
      },
      ...(target.deadLetterArn === undefined ? {} : { DeadLetterConfig: { Arn: target.deadLetterArn } }),
    },
  };
}

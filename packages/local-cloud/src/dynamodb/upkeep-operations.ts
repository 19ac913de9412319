import type {
  ContinuousBackupsDescription,
  DescribeContinuousBackupsCommandInput,
  DescribeContinuousBackupsCommandOutput,
  DescribeTimeToLiveCommandInput,
  DescribeTimeToLiveCommandOutput,
  UpdateContinuousBackupsCommandInput,
  UpdateContinuousBackupsCommandOutput,
  UpdateTimeToLiveCommandInput,
  UpdateTimeToLiveCommandOutput,
} from "@aws-sdk/client-dynamodb";
import { AwsError } from "../aws-error.ts";
import type { Clock } from "../ports.ts";
import { validation } from "./errors.ts";
import type { TableRecord } from "./table.ts";
import { type Tables, tableNameOf } from "./tables.ts";

type Answer<T> = Omit<T, "$metadata">;

const DAY_MS = 86_400_000;
const MAX_RECOVERY_DAYS = 35;

/** Point-in-time recovery and time to live. Both are kept as settings: nothing is restored, nothing expires. */
export function createUpkeepOperations(tables: Tables, clock: Clock) {
  const backups = ({ recovery }: TableRecord): ContinuousBackupsDescription => ({
    ContinuousBackupsStatus: "ENABLED",
    PointInTimeRecoveryDescription:
      recovery === undefined
        ? { PointInTimeRecoveryStatus: "DISABLED" }
        : {
            PointInTimeRecoveryStatus: "ENABLED",
            RecoveryPeriodInDays: recovery.days,
            EarliestRestorableDateTime: new Date(
              Math.max(recovery.sinceMs, clock.nowMs() - recovery.days * DAY_MS),
            ),
            LatestRestorableDateTime: new Date(clock.nowMs()),
          },
  });
  const tableForBackups = (nameOrArn: string | undefined): TableRecord => {
    const table = tables.find(nameOrArn);
    if (table !== undefined) return table;
    throw new AwsError("TableNotFoundException", `Table not found: ${tableNameOf(nameOrArn ?? "")}`);
  };
  return {
    DescribeContinuousBackups: (
      input: DescribeContinuousBackupsCommandInput,
    ): Answer<DescribeContinuousBackupsCommandOutput> => ({
      ContinuousBackupsDescription: backups(tableForBackups(input.TableName)),
    }),

    UpdateContinuousBackups: (
      input: UpdateContinuousBackupsCommandInput,
    ): Answer<UpdateContinuousBackupsCommandOutput> => {
      const table = tableForBackups(input.TableName);
      const { PointInTimeRecoveryEnabled: enabled, RecoveryPeriodInDays: days } =
        input.PointInTimeRecoverySpecification ?? {};
      if (days !== undefined && (days < 1 || days > MAX_RECOVERY_DAYS)) {
        throw validation(`RecoveryPeriodInDays must be between 1 and ${MAX_RECOVERY_DAYS}, found ${days}.`);
      }
      const recovery =
        enabled === true
          ? {
              sinceMs: table.recovery?.sinceMs ?? clock.nowMs(),
              days: days ?? table.recovery?.days ?? MAX_RECOVERY_DAYS,
            }
          : undefined;
      const updated = { ...table, recovery };
      tables.save(updated);
      return { ContinuousBackupsDescription: backups(updated) };
    },

    DescribeTimeToLive: (input: DescribeTimeToLiveCommandInput): Answer<DescribeTimeToLiveCommandOutput> => {
      const { timeToLive } = tables.get(input.TableName);
      return {
        TimeToLiveDescription:
          timeToLive === undefined
            ? { TimeToLiveStatus: "DISABLED" }
            : { TimeToLiveStatus: "ENABLED", AttributeName: timeToLive },
      };
    },

    UpdateTimeToLive: (input: UpdateTimeToLiveCommandInput): Answer<UpdateTimeToLiveCommandOutput> => {
      const table = tables.get(input.TableName);
      const { Enabled = false, AttributeName = "" } = input.TimeToLiveSpecification ?? {};
      if (AttributeName === "") throw validation("TimeToLiveSpecification must name an attribute.");
      if (Enabled === (table.timeToLive !== undefined)) {
        throw validation(`TimeToLive is already ${Enabled ? "enabled" : "disabled"}`);
      }
      if (!Enabled && table.timeToLive !== AttributeName) {
        throw validation(
          `TimeToLive is active on a different AttributeName: current AttributeName is ${table.timeToLive}`,
        );
      }
      tables.save({ ...table, timeToLive: Enabled ? AttributeName : undefined });
      return { TimeToLiveSpecification: { Enabled, AttributeName } };
    },
  };
}

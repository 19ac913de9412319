import type {
  CreateLogGroupCommandInput,
  CreateLogGroupCommandOutput,
  CreateLogStreamCommandInput,
  CreateLogStreamCommandOutput,
  DeleteLogGroupCommandInput,
  DeleteLogGroupCommandOutput,
  DeleteRetentionPolicyCommandInput,
  DeleteRetentionPolicyCommandOutput,
  DescribeLogGroupsCommandInput,
  DescribeLogGroupsCommandOutput,
  DescribeLogStreamsCommandInput,
  DescribeLogStreamsCommandOutput,
  LogGroup,
  LogStream,
  PutRetentionPolicyCommandInput,
  PutRetentionPolicyCommandOutput,
} from "@aws-sdk/client-cloudwatch-logs";
import { arnOf } from "../account.ts";
import { AwsError } from "../aws-error.ts";
import type { Clock } from "../ports.ts";
import { alreadyExists, invalidParameter } from "./errors.ts";
import { groupNameOf } from "./identifiers.ts";
import type { LogGroupRecord, LogGroups, LogStreamRecord } from "./log-groups.ts";

type Answer<T> = Omit<T, "$metadata">;

/** The only numbers of days that AWS accepts. */
const RETENTION_DAYS: ReadonlySet<number> = new Set([
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]);

/** Operations on groups and streams. */
export function createGroupOperations(groups: LogGroups, clock: Clock, region: string) {
  return {
    CreateLogGroup: (input: CreateLogGroupCommandInput): Answer<CreateLogGroupCommandOutput> => {
      const name = validName("logGroupName", input.logGroupName, /^[\w\-/.#]{1,512}$/);
      refuseUnsupported({
        kmsKeyId: input.kmsKeyId,
        deletionProtectionEnabled: input.deletionProtectionEnabled,
      });
      if ((input.logGroupClass ?? "STANDARD") !== "STANDARD") {
        throw invalidParameter(`The local cloud does not support logGroupClass ${input.logGroupClass}.`);
      }
      if (groups.find(name) !== undefined) throw alreadyExists("group");
      groups.save({ name, createdMs: clock.nowMs(), tags: { ...input.tags } });
      return {};
    },

    DeleteLogGroup: (input: DeleteLogGroupCommandInput): Answer<DeleteLogGroupCommandOutput> => {
      groups.remove(input.logGroupName ?? "");
      return {};
    },

    DescribeLogGroups: (input: DescribeLogGroupsCommandInput): Answer<DescribeLogGroupsCommandOutput> => {
      refuseUnsupported({
        accountIdentifiers: input.accountIdentifiers,
        includeLinkedAccounts: input.includeLinkedAccounts,
      });
      const { logGroupNamePrefix: prefix, logGroupNamePattern: pattern } = input;
      if (prefix !== undefined && pattern !== undefined) {
        throw invalidParameter(
          "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
        );
      }
      const names = input.logGroupIdentifiers?.map((identifier) => groupNameOf(undefined, identifier));
      const found = groups
        .list()
        .filter(({ name }) => prefix === undefined || name.startsWith(prefix))
        .filter(({ name }) => pattern === undefined || name.toLowerCase().includes(pattern.toLowerCase()))
        .filter(({ name }) => names === undefined || names.includes(name))
        .toSorted((a, b) => compareText(a.name, b.name));
      const { items, nextToken } = pageAfter(found, (group) => group.name, input.nextToken, input.limit);
      return { logGroups: items.map((group) => describeGroup(group, groups, region)), nextToken };
    },

    PutRetentionPolicy: (input: PutRetentionPolicyCommandInput): Answer<PutRetentionPolicyCommandOutput> => {
      const record = groups.get(input.logGroupName ?? "");
      const days = input.retentionInDays ?? Number.NaN;
      if (!RETENTION_DAYS.has(days)) {
        throw invalidParameter(
          `Invalid retentionInDays ${input.retentionInDays}: expected one of ${[...RETENTION_DAYS].join(", ")}.`,
        );
      }
      groups.save({ ...record, retentionInDays: days });
      return {};
    },

    DeleteRetentionPolicy: (
      input: DeleteRetentionPolicyCommandInput,
    ): Answer<DeleteRetentionPolicyCommandOutput> => {
      const { retentionInDays: _, ...record } = groups.get(input.logGroupName ?? "");
      groups.save(record);
      return {};
    },

    CreateLogStream: (input: CreateLogStreamCommandInput): Answer<CreateLogStreamCommandOutput> => {
      const group = groups.get(input.logGroupName ?? "").name;
      const name = validName("logStreamName", input.logStreamName, /^[^:*\n]{1,512}$/);
      if (groups.findStream(group, name) !== undefined) throw alreadyExists("stream");
      groups.saveStream({ group, name, createdMs: clock.nowMs() });
      return {};
    },

    DescribeLogStreams: (input: DescribeLogStreamsCommandInput): Answer<DescribeLogStreamsCommandOutput> => {
      const group = groups.get(groupNameOf(input.logGroupName, input.logGroupIdentifier)).name;
      const byTime = input.orderBy === "LastEventTime";
      const prefix = input.logStreamNamePrefix;
      if (byTime && prefix !== undefined) {
        throw invalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
      }
      // A fixed-width time in front of the name makes one text order serve both ways of ordering.
      const orderKey = (stream: LogStreamRecord): string =>
        byTime
          ? `${String(groups.summary(group, stream.name)?.lastMs ?? 0).padStart(16, "0")}${stream.name}`
          : stream.name;
      const ascending = groups
        .streams(group)
        .filter(({ name }) => prefix === undefined || name.startsWith(prefix))
        .toSorted((a, b) => compareText(orderKey(a), orderKey(b)));
      const ordered = input.descending === true ? ascending.toReversed() : ascending;
      const { items, nextToken } = pageAfter(ordered, orderKey, input.nextToken, input.limit);
      return { logStreams: items.map((stream) => describeStream(stream, groups, region)), nextToken };
    },
  };
}

function describeGroup(record: LogGroupRecord, groups: LogGroups, region: string): LogGroup {
  const arn = arnOf("logs", region, `log-group:${record.name}`);
  return {
    logGroupName: record.name,
    creationTime: record.createdMs,
    ...(record.retentionInDays === undefined ? {} : { retentionInDays: record.retentionInDays }),
    metricFilterCount: 0,
    arn: `${arn}:*`,
    logGroupArn: arn,
    logGroupClass: "STANDARD",
    storedBytes: groups.storedBytes(record.name),
  };
}

function describeStream(record: LogStreamRecord, groups: LogGroups, region: string): LogStream {
  const summary = groups.summary(record.group, record.name);
  return {
    logStreamName: record.name,
    creationTime: record.createdMs,
    ...(summary === undefined
      ? {}
      : {
          firstEventTimestamp: summary.firstMs,
          lastEventTimestamp: summary.lastMs,
          lastIngestionTime: summary.lastIngestionMs,
        }),
    arn: arnOf("logs", region, `log-group:${record.group}:log-stream:${record.name}`),
    // AWS stopped reporting the size of streams in 2019.
    storedBytes: 0,
  };
}

/** Pages a list by the key of the last item that was returned. */
function pageAfter<T>(items: readonly T[], keyOf: (item: T) => string, token?: string, limit = 50) {
  if (!Number.isInteger(limit) || limit < 1 || limit > 50) {
    throw invalidParameter(`Invalid limit ${limit}: expected 1 to 50.`);
  }
  const after = token === undefined ? -1 : items.findIndex((item) => keyOf(item) === token);
  if (token !== undefined && after === -1) throw invalidParameter("The specified nextToken is invalid.");
  const page = items.slice(after + 1, after + 1 + limit);
  const last = page.at(-1);
  const more = after + 1 + limit < items.length;
  return { items: page, nextToken: more && last !== undefined ? keyOf(last) : undefined };
}

function validName(member: string, name: string | undefined, pattern: RegExp): string {
  if (name === undefined || !pattern.test(name)) {
    throw invalidParameter(
      `1 validation error detected: Value '${name ?? ""}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern.source}`,
    );
  }
  return name;
}

function refuseUnsupported(members: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(members)) {
    if (value !== undefined && value !== false) {
      throw new AwsError("InvalidParameterException", `The local cloud does not support ${name}.`);
    }
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

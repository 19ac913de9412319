import { beforeEach, describe, expect, it } from "vitest";
import type { LogsPort } from "./ports.ts";
import { created, providerOver } from "./testing.ts";

const TYPE = "aws:cloudwatch/logGroup:LogGroup";

function fakeLogs() {
  const groups = new Map<string, number | undefined>();
  const tags = new Map<string, Record<string, string>>();
  const arnOf = (name: string): string => `arn:aws:logs:us-east-1:000000000000:log-group:${name}`;
  const operations: Partial<LogsPort> = {
    CreateLogGroup: ({ logGroupName = "", tags: given }) => {
      groups.set(logGroupName, undefined);
      tags.set(arnOf(logGroupName), given ?? {});
    },
    DescribeLogGroups: ({ logGroupNamePrefix = "" }) => ({
      logGroups: [...groups]
        .filter(([name]) => name.startsWith(logGroupNamePrefix))
        .toReversed()
        .map(([name, retentionInDays]) => ({
          logGroupName: name,
          retentionInDays,
          arn: `${arnOf(name)}:*`,
          logGroupArn: arnOf(name),
        })),
    }),
    DeleteLogGroup: ({ logGroupName = "" }) => void groups.delete(logGroupName),
    PutRetentionPolicy: ({ logGroupName = "", retentionInDays }) =>
      void groups.set(logGroupName, retentionInDays),
    DeleteRetentionPolicy: ({ logGroupName = "" }) => void groups.set(logGroupName, undefined),
    ListTagsForResource: ({ resourceArn = "" }) => ({ tags: tags.get(resourceArn) ?? {} }),
    TagResource: ({ resourceArn = "", tags: added }) =>
      void tags.set(resourceArn, { ...tags.get(resourceArn), ...added }),
    UntagResource: ({ resourceArn = "", tagKeys = [] }) => {
      const kept = Object.entries(tags.get(resourceArn) ?? {}).filter(([key]) => !tagKeys.includes(key));
      tags.set(resourceArn, Object.fromEntries(kept));
    },
  };
  return { operations, groups };
}

let logs: ReturnType<typeof fakeLogs>;
let provider: ReturnType<typeof providerOver>;
beforeEach(() => {
  logs = fakeLogs();
  provider = providerOver({ logs: logs.operations });
});

describe("aws:cloudwatch/logGroup:LogGroup", () => {
  it("is created with its retention, and its ARN ends with its name", async () => {
    logs.groups.set("/aws/lambda/router-2", 1);
    const group = await created(provider, TYPE, {
      name: "/aws/lambda/router",
      retentionInDays: 7,
      tags: { stage: "local" },
    });
    expect(group.outputs).toEqual({
      arn: "arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/router",
      deletionProtectionEnabled: false,
      logGroupClass: "STANDARD",
      name: "/aws/lambda/router",
      namePrefix: "",
      region: "us-east-1",
      retentionInDays: 7,
      tags: { stage: "local" },
      tagsAll: { stage: "local" },
    });
  });

  it("keeps events for ever when the program no longer names a retention", async () => {
    const group = await created(provider, TYPE, { name: "g", retentionInDays: 7, tags: { a: "1" } });
    const outputs = await provider.update(group, { name: "g" }, ["retentionInDays", "tags"]);
    expect(outputs).toMatchObject({ retentionInDays: 0, tags: {} });
  });

  it("outlives its stack when the program says so", async () => {
    const group = await created(provider, TYPE, { name: "g", skipDestroy: true });
    await provider.delete(group);
    expect(logs.groups.has("g")).toBe(true);
    const other = await created(provider, TYPE, { name: "h" });
    await provider.delete(other);
    expect(await provider.read(other, "h")).toBeUndefined();
  });
});

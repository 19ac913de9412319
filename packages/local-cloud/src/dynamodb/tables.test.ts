import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NOON, openTestBed, TABLE, type TestBed } from "./testing.ts";

const ARN = "arn:aws:dynamodb:us-east-1:000000000000:table/releases";

let bed: TestBed;
beforeEach(async () => {
  bed = await openTestBed();
});
afterEach(() => bed.close());

describe("a table", () => {
  it("is ready once it is created, and describes itself", async () => {
    await bed.client.send(new CreateTableCommand(TABLE));
    await waitUntilTableExists({ client: bed.client, maxWaitTime: 30 }, { TableName: "releases" });
    const { Table } = await bed.client.send(new DescribeTableCommand({ TableName: "releases" }));
    expect(Table).toMatchObject({
      TableName: "releases",
      TableArn: ARN,
      TableStatus: "ACTIVE",
      CreationDateTime: new Date(NOON),
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
      ItemCount: 0,
      DeletionProtectionEnabled: false,
    });
  });

  it("can have provisioned units, and change to on-demand", async () => {
    await bed.client.send(
      new CreateTableCommand({
        ...TABLE,
        BillingMode: "PROVISIONED",
        ProvisionedThroughput: { ReadCapacityUnits: 2, WriteCapacityUnits: 1 },
      }),
    );
    const before = await bed.client.send(new DescribeTableCommand({ TableName: ARN }));
    expect(before.Table?.ProvisionedThroughput).toMatchObject({
      ReadCapacityUnits: 2,
      WriteCapacityUnits: 1,
    });
    expect(before.Table?.BillingModeSummary).toBeUndefined();
    const after = await bed.client.send(
      new UpdateTableCommand({ TableName: "releases", BillingMode: "PAY_PER_REQUEST" }),
    );
    expect(after.TableDescription?.BillingModeSummary?.BillingMode).toBe("PAY_PER_REQUEST");
  });

  it("is not deleted while it is protected", async () => {
    await bed.client.send(new CreateTableCommand({ ...TABLE, DeletionProtectionEnabled: true }));
    const deletion = () => bed.client.send(new DeleteTableCommand({ TableName: "releases" }));
    await expect(deletion()).rejects.toThrow("currently protected against deletion");
    await bed.client.send(
      new UpdateTableCommand({ TableName: "releases", DeletionProtectionEnabled: false }),
    );
    await deletion();
    await expect(bed.client.send(new DescribeTableCommand({ TableName: "releases" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Requested resource not found: Table: releases not found",
    });
  });

  it("never finds the items of an earlier table of its name", async () => {
    const { operations } = bed;
    operations.CreateTable(TABLE);
    operations.PutItem({ TableName: "releases", Item: { pk: { S: "a" }, sk: { S: "b" } } });
    operations.DeleteTable({ TableName: "releases" });
    operations.CreateTable(TABLE);
    expect(operations.Scan({ TableName: "releases" }).Count).toBe(0);
    expect(bed.reopened().Scan({ TableName: "releases" }).Count).toBe(0);
  });

  it.each([
    ["two of a name", TABLE, "ResourceInUseException", "Table already exists: releases"],
    [
      "a secondary index",
      { ...TABLE, TableName: "more", GlobalSecondaryIndexes: [{}] },
      "ValidationException",
      "GlobalSecondaryIndexes is not supported by the local cloud",
    ],
    [
      "a stream",
      { ...TABLE, TableName: "more", StreamSpecification: { StreamEnabled: true } },
      "ValidationException",
      "StreamSpecification is not supported",
    ],
    ["a short name", { ...TABLE, TableName: "ab" }, "ValidationException", "at 'tableName'"],
    [
      "units of an on-demand table",
      { ...TABLE, TableName: "more", ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } },
      "ValidationException",
      "can be specified when BillingMode is PAY_PER_REQUEST",
    ],
    [
      "no units",
      { ...TABLE, TableName: "more", BillingMode: "PROVISIONED" },
      "ValidationException",
      "must both be specified",
    ],
    [
      "an attribute that is no key",
      { ...TABLE, TableName: "more", KeySchema: [TABLE.KeySchema[0]] },
      "ValidationException",
      "Number of attributes in KeySchema does not exactly match",
    ],
    [
      "a sort key alone",
      { ...TABLE, TableName: "more", KeySchema: [TABLE.KeySchema[1]] },
      "ValidationException",
      "must be a HASH key type",
    ],
  ])("is not created with %s", (_, input, code, message) => {
    bed.operations.CreateTable(TABLE);
    expect(() => bed.operations.CreateTable(input as never)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });

  it("is listed by name, page by page", async () => {
    for (const TableName of ["ccc", "aaa", "bbb"]) bed.operations.CreateTable({ ...TABLE, TableName });
    const first = await bed.client.send(new ListTablesCommand({ Limit: 2 }));
    expect(first).toMatchObject({ TableNames: ["aaa", "bbb"], LastEvaluatedTableName: "bbb" });
    const rest = await bed.client.send(new ListTablesCommand({ ExclusiveStartTableName: "bbb" }));
    expect(rest.TableNames).toEqual(["ccc"]);
    expect(rest.LastEvaluatedTableName).toBeUndefined();
  });

  it("is tagged by its ARN", async () => {
    bed.operations.CreateTable({ ...TABLE, Tags: [{ Key: "stage", Value: "local" }] });
    await bed.client.send(new TagResourceCommand({ ResourceArn: ARN, Tags: [{ Key: "a", Value: "1" }] }));
    await bed.client.send(new UntagResourceCommand({ ResourceArn: ARN, TagKeys: ["stage"] }));
    expect((await bed.client.send(new ListTagsOfResourceCommand({ ResourceArn: ARN }))).Tags).toEqual([
      { Key: "a", Value: "1" },
    ]);
  });
});

describe("point-in-time recovery", () => {
  it("is off until it is switched on, and reaches back no further than that", async () => {
    bed.operations.CreateTable(TABLE);
    const describeBackups = () =>
      bed.client.send(new DescribeContinuousBackupsCommand({ TableName: "releases" }));
    expect((await describeBackups()).ContinuousBackupsDescription?.PointInTimeRecoveryDescription).toEqual({
      PointInTimeRecoveryStatus: "DISABLED",
    });
    await bed.client.send(
      new UpdateContinuousBackupsCommand({
        TableName: "releases",
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );
    bed.time.nowMs = NOON + 60_000;
    expect((await describeBackups()).ContinuousBackupsDescription?.PointInTimeRecoveryDescription).toEqual({
      PointInTimeRecoveryStatus: "ENABLED",
      RecoveryPeriodInDays: 35,
      EarliestRestorableDateTime: new Date(NOON),
      LatestRestorableDateTime: new Date(NOON + 60_000),
    });
  });

  it("is not there for a table that is not there", async () => {
    await expect(
      bed.client.send(new DescribeContinuousBackupsCommand({ TableName: "none" })),
    ).rejects.toMatchObject({ name: "TableNotFoundException", message: "Table not found: none" });
  });
});

describe("time to live", () => {
  it("is kept as a setting", async () => {
    bed.operations.CreateTable(TABLE);
    const update = (Enabled: boolean, AttributeName = "expires") =>
      bed.client.send(
        new UpdateTimeToLiveCommand({
          TableName: "releases",
          TimeToLiveSpecification: { Enabled, AttributeName },
        }),
      );
    await update(true);
    await expect(update(true)).rejects.toThrow("TimeToLive is already enabled");
    await expect(update(false, "other")).rejects.toThrow("current AttributeName is expires");
    const described = await bed.client.send(new DescribeTimeToLiveCommand({ TableName: "releases" }));
    expect(described.TimeToLiveDescription).toEqual({
      TimeToLiveStatus: "ENABLED",
      AttributeName: "expires",
    });
    await update(false);
    expect(bed.operations.DescribeTimeToLive({ TableName: "releases" })).toEqual({
      TimeToLiveDescription: { TimeToLiveStatus: "DISABLED" },
    });
  });
});

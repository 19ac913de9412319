import { QueryCommand, type QueryCommandInput, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestBed, TABLE, type TestBed } from "./testing.ts";

let bed: TestBed;
beforeEach(async () => {
  bed = await openTestBed();
  bed.operations.CreateTable(TABLE);
});
afterEach(() => bed.close());

const put = (pk: string, sk: string, more: object = {}) =>
  bed.operations.PutItem({ TableName: "releases", Item: { pk: { S: pk }, sk: { S: sk }, ...more } });

function query(condition: string, values: object, more: Partial<QueryCommandInput> = {}) {
  return bed.client.send(
    new QueryCommand({
      TableName: "releases",
      KeyConditionExpression: condition,
      ExpressionAttributeValues: values as NonNullable<QueryCommandInput["ExpressionAttributeValues"]>,
      ...more,
    }),
  );
}

describe("a query", () => {
  beforeEach(() => {
    for (const sk of ["event#10", "event#2", "event#1", "record", "request"]) {
      put("live", sk, { kind: { S: sk.slice(0, 5) }, size_: { N: String(sk.length) } });
    }
    put("other", "event#1");
  });
  const sortKeys = async (...args: Parameters<typeof query>) =>
    (await query(...args)).Items?.map(({ sk }) => sk?.S);
  const LIVE = { ":pk": { S: "live" } };

  it.each([
    ["pk = :pk", {}, ["event#1", "event#10", "event#2", "record", "request"]],
    ["pk = :pk AND begins_with(sk, :a)", { ":a": { S: "event#" } }, ["event#1", "event#10", "event#2"]],
    ["sk >= :a AND pk = :pk", { ":a": { S: "event#2" } }, ["event#2", "record", "request"]],
    ["pk = :pk AND sk > :a", { ":a": { S: "event#2" } }, ["record", "request"]],
    ["pk = :pk AND sk < :a", { ":a": { S: "event#10" } }, ["event#1"]],
    ["pk = :pk AND sk <= :a", { ":a": { S: "event#10" } }, ["event#1", "event#10"]],
    ["pk = :pk AND sk = :a", { ":a": { S: "record" } }, ["record"]],
    [
      "(pk = :pk) AND (sk BETWEEN :a AND :b)",
      { ":a": { S: "event#10" }, ":b": { S: "record" } },
      ["event#10", "event#2", "record"],
    ],
  ])("%s finds what fits, by sort key", async (condition, values, expected) => {
    expect(await sortKeys(condition, { ...LIVE, ...values })).toEqual(expected);
    expect(await sortKeys(condition, { ...LIVE, ...values }, { ScanIndexForward: false })).toEqual(
      expected.toReversed(),
    );
  });

  it("filters what it has read, and says how much that was", async () => {
    const found = await query(
      "pk = :pk",
      { ...LIVE, ":kind": { S: "event" } },
      { FilterExpression: "kind = :kind", ProjectionExpression: "sk", Select: "SPECIFIC_ATTRIBUTES" },
    );
    expect(found.Items).toEqual([
      { sk: { S: "event#1" } },
      { sk: { S: "event#10" } },
      { sk: { S: "event#2" } },
    ]);
    expect([found.Count, found.ScannedCount]).toEqual([3, 5]);
    const counted = await query("pk = :pk", LIVE, { Select: "COUNT" });
    expect([counted.Items, counted.Count]).toEqual([undefined, 5]);
  });

  it.each([true, false])("goes on page by page, forward: %s", async (ScanIndexForward) => {
    const found: (string | undefined)[] = [];
    let ExclusiveStartKey: QueryCommandInput["ExclusiveStartKey"];
    let pages = 0;
    do {
      const page = await query("pk = :pk", LIVE, { Limit: 2, ExclusiveStartKey, ScanIndexForward });
      found.push(...(page.Items ?? []).map(({ sk }) => sk?.S));
      ExclusiveStartKey = page.LastEvaluatedKey;
      pages += 1;
    } while (ExclusiveStartKey !== undefined);
    const expected = ["event#1", "event#10", "event#2", "record", "request"];
    expect(found).toEqual(ScanIndexForward ? expected : expected.toReversed());
    expect(pages).toBe(3);
  });

  it("goes on after an item that has been deleted meanwhile", async () => {
    const { LastEvaluatedKey } = await query("pk = :pk", LIVE, { Limit: 2 });
    expect(LastEvaluatedKey).toEqual({ pk: { S: "live" }, sk: { S: "event#10" } });
    bed.operations.DeleteItem({ TableName: "releases", Key: LastEvaluatedKey });
    expect(await sortKeys("pk = :pk", LIVE, { ExclusiveStartKey: LastEvaluatedKey })).toEqual([
      "event#2",
      "record",
      "request",
    ]);
  });

  it("ends a page after 1 MB, before the filter", async () => {
    for (const sk of ["1", "2", "3", "4"]) put("big", sk, { body: { S: "x".repeat(390_000) } });
    const page = await query(
      "pk = :pk",
      { ":pk": { S: "big" }, ":no": { S: "no" } },
      { FilterExpression: "body = :no" },
    );
    expect(page).toMatchObject({ Count: 0, ScannedCount: 3, LastEvaluatedKey: { sk: { S: "3" } } });
  });

  it.each([
    ["sk = :pk", {}, {}, "Query condition missed key schema element: pk"],
    ["pk > :pk", {}, {}, "Query key condition not supported"],
    ["pk = :pk AND body = :a", { ":a": { S: "" } }, {}, "missed key schema element: sk"],
    ["pk = :pk OR sk = :a", { ":a": { S: "a" } }, {}, "Invalid operator used in KeyConditionExpression"],
    ["pk = :pk AND sk <> :a", { ":a": { S: "a" } }, {}, "Invalid operator used in KeyConditionExpression"],
    [
      "pk = :pk AND contains(sk, :a)",
      { ":a": { S: "a" } },
      {},
      "Invalid operator used in KeyConditionExpression",
    ],
    [
      "pk = :pk AND sk = :a AND sk = :a",
      { ":a": { S: "a" } },
      {},
      "Invalid operator used in KeyConditionExpression",
    ],
    ["pk = :pk AND pk = :pk", {}, {}, "must only contain one condition per key"],
    ["pk = :pk AND sk = pk", {}, {}, "Invalid operator used in KeyConditionExpression"],
    ["pk = :pk AND sk = :a", { ":a": { N: "1" } }, {}, "Condition parameter type does not match schema type"],
    ["pk = :pk AND sk = :a", { ":a": { S: "" } }, {}, "cannot contain an empty string value. Key: sk"],
    [
      "pk = :pk",
      {},
      { FilterExpression: "attribute_exists(sk)" },
      "can only contain non-primary key attributes: Primary key attribute: sk",
    ],
    ["pk = :pk", {}, { IndexName: "by-date" }, "IndexName is not supported by the local cloud"],
    ["pk = :pk", {}, { Limit: 0 }, "greater than or equal to 1"],
    [
      "pk = :pk",
      {},
      { Select: "COUNT", ProjectionExpression: "sk" },
      "Cannot specify the ProjectionExpression when choosing to get COUNT",
    ],
    ["pk = :pk", {}, { ExclusiveStartKey: { pk: { S: "live" } } }, "The provided starting key is invalid"],
    ["pk = :pk", {}, { ExclusiveStartKey: { pk: { S: "x" }, sk: { S: "x" } } }, "outside query boundaries"],
    ["pk = :pk AND", {}, {}, 'Syntax error; token: "<EOF>"'],
  ])("is refused: %s %j %j", async (condition, values, more, message) => {
    await expect(
      query(condition, { ...LIVE, ...values }, more as Partial<QueryCommandInput>),
    ).rejects.toThrow(message);
  });
});

describe("sort keys that are numbers", () => {
  it("are ordered as numbers, beyond what floating point tells apart", async () => {
    bed.operations.CreateTable({
      ...TABLE,
      TableName: "numbered",
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "N" },
      ],
    });
    for (const N of ["10", "9", "-1", "9007199254740993", "9007199254740992", "1e2", "0.5"]) {
      bed.operations.PutItem({ TableName: "numbered", Item: { pk: { S: "p" }, sk: { N } } });
    }
    bed.operations.PutItem({
      TableName: "numbered",
      Item: { pk: { S: "p" }, sk: { N: "10.0" }, again: { BOOL: true } },
    });
    const found = await query(
      "pk = :pk AND sk > :low",
      { ":pk": { S: "p" }, ":low": { N: "-1.0" } },
      { TableName: "numbered" },
    );
    expect(found.Items?.map(({ sk }) => sk?.N)).toEqual([
      "0.5",
      "9",
      "10",
      "100",
      "9007199254740992",
      "9007199254740993",
    ]);
    expect(found.Items?.[2]).toMatchObject({ again: { BOOL: true } });
  });
});

describe("a scan", () => {
  it("goes through all items once, page by page, whatever happens to the item it stopped at", async () => {
    for (const pk of ["c", "a", "b"]) for (const sk of ["2", "1"]) put(pk, sk);
    const found: string[] = [];
    let ExclusiveStartKey: QueryCommandInput["ExclusiveStartKey"];
    do {
      const page = await bed.client.send(
        new ScanCommand({ TableName: "releases", Limit: 1, ExclusiveStartKey }),
      );
      found.push(...(page.Items ?? []).map(({ pk, sk }) => `${pk?.S}${sk?.S}`));
      ExclusiveStartKey = page.LastEvaluatedKey;
      if (ExclusiveStartKey !== undefined)
        bed.operations.DeleteItem({ TableName: "releases", Key: ExclusiveStartKey });
    } while (ExclusiveStartKey !== undefined);
    expect(found.toSorted()).toEqual(["a1", "a2", "b1", "b2", "c1", "c2"]);
  });

  it("filters by any attribute, those of the key included", async () => {
    put("a", "1");
    put("b", "2");
    const found = await bed.client.send(
      new ScanCommand({
        TableName: "releases",
        FilterExpression: "sk = :two",
        ExpressionAttributeValues: { ":two": { S: "2" } },
      }),
    );
    expect(found).toMatchObject({ Count: 1, ScannedCount: 2, Items: [{ pk: { S: "b" } }] });
  });
});

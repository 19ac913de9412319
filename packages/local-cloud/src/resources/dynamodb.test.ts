import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDynamoDb, type DynamoDbOperations } from "../dynamodb/dynamodb.ts";
import { memoryStore } from "../store.ts";
import { created, providerOver, refusals } from "./testing.ts";

const TABLE = "aws:dynamodb/table:Table";
const ITEM = "aws:dynamodb/tableItem:TableItem";
const NOON = Date.UTC(2026, 10, 23, 12);

let dir: string;
let dynamoDb: DynamoDbOperations;
let provider: ReturnType<typeof providerOver>;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "dynamodb-"));
  const clock = { nowMs: () => NOON, timer: () => () => undefined };
  dynamoDb = createDynamoDb({ store: memoryStore(), clock, dir, region: "us-east-1" }).operations;
  provider = providerOver({ dynamoDb });
});
afterEach(() => rmSync(dir, { recursive: true }));

const INPUTS = {
  name: "releases",
  billingMode: "PAY_PER_REQUEST",
  hashKey: "pk",
  rangeKey: "sk",
  attributes: [
    { name: "pk", type: "S" },
    { name: "sk", type: "S" },
  ],
};

describe("aws:dynamodb/table:Table", () => {
  it("is created with all its settings, and shows them", async () => {
    const table = await created(provider, TABLE, {
      ...INPUTS,
      deletionProtectionEnabled: true,
      pointInTimeRecovery: { enabled: true, recoveryPeriodInDays: 7 },
      ttl: { attributeName: "expires", enabled: true },
      tags: { stage: "local" },
    });
    expect(table.id).toBe("releases");
    expect(table.outputs).toEqual({
      ...INPUTS,
      arn: "arn:aws:dynamodb:us-east-1:000000000000:table/releases",
      deletionProtectionEnabled: true,
      pointInTimeRecovery: { enabled: true, recoveryPeriodInDays: 7 },
      readCapacity: 0,
      region: "us-east-1",
      streamArn: "",
      streamEnabled: false,
      streamLabel: "",
      streamViewType: "",
      tableClass: "STANDARD",
      tags: { stage: "local" },
      tagsAll: { stage: "local" },
      ttl: { attributeName: "expires", enabled: true },
      writeCapacity: 0,
    });
  });

  it("changes in place whatever is not its key", async () => {
    const table = await created(provider, TABLE, { ...INPUTS, ttl: { attributeName: "old", enabled: true } });
    const outputs = await provider.update(
      table,
      {
        ...INPUTS,
        billingMode: "PROVISIONED",
        readCapacity: 2,
        writeCapacity: 1,
        deletionProtectionEnabled: true,
        pointInTimeRecovery: { enabled: true },
        ttl: { attributeName: "new", enabled: true },
        tags: { a: "1" },
      },
      [
        "billingMode",
        "readCapacity",
        "writeCapacity",
        "deletionProtectionEnabled",
        "pointInTimeRecovery",
        "ttl.attributeName",
        "tags",
      ],
    );
    expect(outputs).toMatchObject({
      readCapacity: 2,
      writeCapacity: 1,
      deletionProtectionEnabled: true,
      pointInTimeRecovery: { enabled: true, recoveryPeriodInDays: 35 },
      ttl: { attributeName: "new", enabled: true },
      tags: { a: "1" },
    });
    expect(provider.replaceOn(TABLE)).toEqual(["attributes", "hashKey", "name", "rangeKey"]);
  });

  it("is deleted unless it is protected", async () => {
    const table = await created(provider, TABLE, { ...INPUTS, deletionProtectionEnabled: true });
    await expect(provider.delete(table)).rejects.toThrow("currently protected against deletion");
    const open = await provider.update(table, INPUTS, ["deletionProtectionEnabled"]);
    await provider.delete({ ...table, inputs: INPUTS, outputs: open });
    await provider.delete({ ...table, inputs: INPUTS, outputs: open });
    expect(await provider.read(table, "releases")).toBeUndefined();
  });

  it("is refused where the local cloud would not act on it", async () => {
    expect(
      await refusals(provider, TABLE, {
        ...INPUTS,
        streamEnabled: true,
        globalSecondaryIndexes: [],
        attributes: [{ name: "pk", type: "X" }],
      }),
    ).toEqual([
      expect.stringMatching(/^attributes\[0\]\.type: .*found "X"$/),
      "streamEnabled: the local cloud has no streams, found true",
      expect.stringContaining("globalSecondaryIndexes: the local cloud does not carry out this property"),
    ]);
  });
});

describe("aws:dynamodb/tableItem:TableItem", () => {
  beforeEach(async () => {
    await created(provider, TABLE, INPUTS);
  });
  const itemInputs = (sk: string, body: string) => ({
    tableName: "releases",
    hashKey: "pk",
    rangeKey: "sk",
    item: JSON.stringify({ pk: { S: "live" }, sk: { S: sk }, body: { S: body }, raw: { B: "AQI=" } }),
  });
  const itemAt = (sk: string) =>
    dynamoDb.GetItem({ TableName: "releases", Key: { pk: { S: "live" }, sk: { S: sk } } }).Item;

  it("is put, changed and deleted", async () => {
    const item = await created(provider, ITEM, itemInputs("request", "7"));
    expect(item.id).toBe('releases|{"pk":{"S":"live"},"sk":{"S":"request"}}');
    expect(itemAt("request")).toEqual({
      pk: { S: "live" },
      sk: { S: "request" },
      body: { S: "7" },
      raw: { B: new Uint8Array([1, 2]) },
    });
    expect(await provider.update(item, itemInputs("request", "8"), ["item"])).toMatchObject({
      region: "us-east-1",
    });
    expect(itemAt("request")).toMatchObject({ body: { S: "8" } });
    await provider.delete(item);
    expect(itemAt("request")).toBeUndefined();
    expect(await provider.read(item, item.id)).toBeUndefined();
  });

  it("is replaced when its key changes, and only then", () => {
    const because = (after: object) =>
      provider.replaceBecause?.(ITEM, itemInputs("request", "7"), { ...after });
    expect(because(itemInputs("request", "8"))).toEqual([]);
    expect(because(itemInputs("other", "7"))).toEqual(["item"]);
  });

  it("takes over no item that is there already", async () => {
    dynamoDb.PutItem({ TableName: "releases", Item: { pk: { S: "live" }, sk: { S: "request" } } });
    await expect(created(provider, ITEM, itemInputs("request", "7"))).rejects.toThrow(
      "The conditional request failed",
    );
  });

  it.each(["[]", "{", '{"pk":"live"}', '{"pk":{"S":"a","N":"1"}}', '{"pk":{"B":"no base64!"}}'])(
    "is refused with the item %s",
    async (item) => {
      expect(await refusals(provider, ITEM, { ...itemInputs("a", "b"), item })).toEqual([
        expect.stringMatching(/^item: expected the JSON of an item with typed values/),
      ]);
    },
  );
});

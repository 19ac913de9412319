import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rejection } from "../wire/testing.ts";
import { openTestBed, TABLE, type TestBed } from "./testing.ts";

const KEY = { pk: { S: "router:live" }, sk: { S: "record" } };

let bed: TestBed;
beforeEach(async () => {
  bed = await openTestBed();
  bed.operations.CreateTable(TABLE);
});
afterEach(() => bed.close());

const put = (Item: object, more: object = {}) =>
  bed.client.send(new PutItemCommand({ TableName: "releases", Item: { ...KEY, ...Item }, ...more }));
const get = (more: object = {}) =>
  bed.client.send(new GetItemCommand({ TableName: "releases", Key: KEY, ConsistentRead: true, ...more }));
const update = (UpdateExpression: string, more: Partial<UpdateItemCommandInput> = {}) =>
  bed.client.send(
    new UpdateItemCommand({
      TableName: "releases",
      Key: KEY,
      UpdateExpression,
      ReturnValues: "ALL_NEW",
      ...more,
    }),
  );

describe("an item", () => {
  it("comes back as it was put, its numbers in their shortest form", async () => {
    const Item = {
      ...KEY,
      count: { N: "1.50" },
      bytes: { B: new Uint8Array([0, 255]) },
      flags: { BOOL: false },
      nothing: { NULL: true },
      tags: { SS: ["a", "b"] },
      numbers: { NS: ["1", "2.0"] },
      blobs: { BS: [new Uint8Array([1])] },
      list: { L: [{ S: "" }, { N: "007" }] },
      map: { M: { inner: { M: {} }, ["__proto__"]: { S: "x" } } },
    };
    await put(Item);
    const expected = {
      ...Item,
      count: { N: "1.5" },
      numbers: { NS: ["1", "2"] },
      list: { L: [{ S: "" }, { N: "7" }] },
    };
    expect((await get()).Item).toEqual(expected);
    expect(bed.reopened().GetItem({ TableName: "releases", Key: KEY }).Item).toEqual(expected);
  });

  it("that is not there is no error", async () => {
    expect((await get()).Item).toBeUndefined();
  });

  it("is returned in part by a projection", async () => {
    await put({ a: { M: { b: { L: [{ S: "0" }, { S: "1" }, { S: "2" }] }, c: { S: "c" } } }, d: { S: "d" } });
    const { Item } = await get({
      ProjectionExpression: "#a.b[2], #a.b[0], absent",
      ExpressionAttributeNames: { "#a": "a" },
    });
    expect(Item).toEqual({ a: { M: { b: { L: [{ S: "0" }, { S: "2" }] } } } });
  });

  it("is replaced as a whole, and the old one returned when asked for", async () => {
    await put({ a: { S: "1" } });
    expect((await put({ b: { S: "2" } }, { ReturnValues: "ALL_OLD" })).Attributes).toEqual({
      ...KEY,
      a: { S: "1" },
    });
    expect((await get()).Item).toEqual({ ...KEY, b: { S: "2" } });
  });

  it("is deleted, and the old one returned when asked for", async () => {
    await put({ a: { S: "1" } });
    const remove = () =>
      bed.client.send(new DeleteItemCommand({ TableName: "releases", Key: KEY, ReturnValues: "ALL_OLD" }));
    expect((await remove()).Attributes).toEqual({ ...KEY, a: { S: "1" } });
    expect((await remove()).Attributes).toBeUndefined();
    expect(bed.reopened().GetItem({ TableName: "releases", Key: KEY }).Item).toBeUndefined();
  });

  it.each([
    ["without a key", { Item: { pk: { S: "a" } } }, "Missing the key sk in the item"],
    [
      "with a key of another type",
      { Item: { pk: { S: "a" }, sk: { N: "1" } } },
      "Type mismatch for key sk expected: S actual: N",
    ],
    [
      "with an empty key",
      { Item: { pk: { S: "" }, sk: { S: "a" } } },
      "cannot contain an empty string value. Key: pk",
    ],
    [
      "with a long partition key",
      { Item: { pk: { S: "x".repeat(2049) }, sk: { S: "a" } } },
      "Size of hashkey has exceeded the maximum size limit of 2048 bytes",
    ],
    [
      "with a long sort key",
      { Item: { pk: { S: "a" }, sk: { S: "x".repeat(1025) } } },
      "Size of rangekey has exceeded the maximum size limit of 1024 bytes",
    ],
    [
      "beyond 400 KB",
      { Item: { ...KEY, body: { S: "x".repeat(400 * 1024) } } },
      "Item size has exceeded the maximum allowed size",
    ],
    ["with an empty set", { Item: { ...KEY, set: { SS: [] } } }, "An string set  may not be empty"],
    ["with a member twice in a set", { Item: { ...KEY, set: { NS: ["1", "1.0"] } } }, "contains duplicates"],
    [
      "with a word for a number",
      { Item: { ...KEY, n: { N: "seven" } } },
      "cannot be converted to a numeric value: seven",
    ],
    ["with NULL that is false", { Item: { ...KEY, n: { NULL: false } } }, "must have the value of true"],
    [
      "by what came before expressions",
      { Item: KEY, Expected: { a: { Exists: false } } },
      "Expected is not supported by the local cloud",
    ],
    ["in a table that is not there", { TableName: "none", Item: KEY }, "Requested resource not found"],
    [
      "with a name that nothing uses",
      { Item: KEY, ExpressionAttributeNames: { "#a": "a" } },
      "unused in expressions: keys: {#a}",
    ],
    [
      "with a value that nothing uses",
      {
        Item: KEY,
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeValues: { ":v": { S: "" } },
      },
      "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}",
    ],
  ])("is not put %s", async (_, input, message) => {
    await expect(
      bed.client.send(new PutItemCommand({ TableName: "releases", ...input } as never)),
    ).rejects.toThrow(message);
    expect(bed.operations.Scan({ TableName: "releases" }).Count).toBe(0);
  });

  it("just below 400 KB is put", async () => {
    // pk and sk: 2 + 11 + 2 + 6 bytes; the name of body: 4.
    await put({ body: { S: "x".repeat(400 * 1024 - 25) } });
    expect((await get({ ProjectionExpression: "sk" })).Item).toEqual({ sk: { S: "record" } });
  });

  it("is not read by half a key", async () => {
    await expect(get({ Key: { pk: { S: "a" } } })).rejects.toThrow(
      "The provided key element does not match the schema",
    );
  });
});

describe("a condition", () => {
  const based = (revision: string) => ({
    ConditionExpression: "revision = :basedOn",
    ExpressionAttributeValues: { ":basedOn": { N: revision } },
    ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
  });

  it("lets one of two writers through", async () => {
    const isNew = { ConditionExpression: "attribute_not_exists(pk)" };
    await put({ revision: { N: "1" } }, isNew);
    await expect(put({ revision: { N: "9" } }, isNew)).rejects.toMatchObject({
      name: "ConditionalCheckFailedException",
      message: "The conditional request failed",
    });
    await put({ revision: { N: "2" } }, based("1.0"));
    expect(await rejection(put({ revision: { N: "3" } }, based("1")))).toMatchObject({
      name: "ConditionalCheckFailedException",
      Item: { ...KEY, revision: { N: "2" } },
    });
    expect((await get()).Item?.["revision"]).toEqual({ N: "2" });
  });

  it("guards deletions too", async () => {
    await put({ revision: { N: "2" } });
    const remove = (revision: string) =>
      bed.client.send(new DeleteItemCommand({ TableName: "releases", Key: KEY, ...based(revision) }));
    await expect(remove("1")).rejects.toThrow("The conditional request failed");
    await remove("2");
    expect((await get()).Item).toBeUndefined();
  });
});

describe("an update", () => {
  it("makes an item that was not there", async () => {
    const { Attributes } = await update("SET #n = if_not_exists(#n, :zero) + :one ADD hits :one", {
      ExpressionAttributeNames: { "#n": "count" },
      ExpressionAttributeValues: { ":zero": { N: "0" }, ":one": { N: "1" } },
    });
    expect(Attributes).toEqual({ ...KEY, count: { N: "1" }, hits: { N: "1" } });
  });

  it("computes everything from the item before it", async () => {
    await put({ a: { N: "1" }, b: { N: "2" }, seq: { L: [{ S: "x" }, { S: "y" }, { S: "z" }] } });
    const { Attributes } = await update(
      "SET a = b, b = a - :one, seq[7] = :last, deep = list_append(seq, :more) REMOVE seq[0], seq[1]",
      {
        ExpressionAttributeValues: {
          ":one": { N: "1" },
          ":last": { S: "end" },
          ":more": { L: [{ S: "m" }] },
        },
        ReturnValues: "ALL_NEW",
      },
    );
    expect(Attributes).toEqual({
      ...KEY,
      a: { N: "2" },
      b: { N: "0" },
      seq: { L: [{ S: "z" }, { S: "end" }] },
      deep: { L: [{ S: "x" }, { S: "y" }, { S: "z" }, { S: "m" }] },
    });
  });

  it("adds to sets and deletes from them, down to nothing", async () => {
    await put({ tags: { SS: ["a", "b"] }, gone: { NS: ["1"] } });
    const { Attributes } = await update("ADD tags :more DELETE gone :ones", {
      ExpressionAttributeValues: { ":more": { SS: ["b", "c"] }, ":ones": { NS: ["1.0", "2"] } },
    });
    expect(Attributes).toEqual({ ...KEY, tags: { SS: ["a", "b", "c"] } });
  });

  it.each([
    ["NONE", undefined],
    ["ALL_OLD", { ...KEY, a: { M: { b: { S: "old" }, c: { S: "c" } } } }],
    ["UPDATED_OLD", { a: { M: { b: { S: "old" } } } }],
    ["UPDATED_NEW", { a: { M: { b: { S: "new" } } } }],
    ["ALL_NEW", { ...KEY, a: { M: { b: { S: "new" }, c: { S: "c" } } } }],
  ] as const)("returns %s", async (ReturnValues, expected) => {
    await put({ a: { M: { b: { S: "old" }, c: { S: "c" } } } });
    const { Attributes } = await update("SET a.b = :new", {
      ExpressionAttributeValues: { ":new": { S: "new" } },
      ReturnValues,
    });
    expect(Attributes).toEqual(expected);
  });

  it.each([
    ["SET sk = :v", "Cannot update attribute sk. This attribute is part of the key"],
    ["SET a = absent, b = :v", "refers to an attribute that does not exist in the item"],
    ["SET a.b = :v", "The document path provided in the update expression is invalid for update"],
    ["SET a = :v REMOVE a", "Two document paths overlap with each other"],
    ["SET a.b = :v, a[0] = :v", "Two document paths conflict with each other"],
    ["SET a = :v SET b = :v", 'The "SET" section can only be used once'],
    ["SET status = :v", "Attribute name is a reserved keyword; reserved keyword: status"],
    ["SET a = :v + :v", "An operand in the update expression has an incorrect data type"],
    ["ADD a :v", "Incorrect operand type for operator or function; operator: ADD, operand type: STRING"],
    ["SET a = :w", "attribute value: :w"],
    ["SET #x = :v", "attribute name: #x"],
    ["SET a = maximum(:v)", "Invalid function name; function: maximum"],
    ["SET a := :v", 'Syntax error; token: ":", near: "SET a := :v"'],
    ["", "The expression can not be empty"],
  ])("is refused: %s", async (expression, message) => {
    await expect(update(expression, { ExpressionAttributeValues: { ":v": { S: "v" } } })).rejects.toThrow(
      message,
    );
  });
});

describe("a batch", () => {
  it("writes and reads several items", async () => {
    const item = (sk: string) => ({ pk: { S: "p" }, sk: { S: sk }, body: { S: sk } });
    await put({ a: { S: "1" } });
    await bed.client.send(
      new BatchWriteItemCommand({
        RequestItems: {
          releases: [
            { PutRequest: { Item: item("1") } },
            { PutRequest: { Item: item("2") } },
            { DeleteRequest: { Key: KEY } },
          ],
        },
      }),
    );
    const { Responses } = await bed.client.send(
      new BatchGetItemCommand({
        RequestItems: {
          releases: {
            Keys: [KEY, { pk: { S: "p" }, sk: { S: "2" } }],
            ProjectionExpression: "body",
          },
        },
      }),
    );
    expect(Responses).toEqual({ releases: [{ body: { S: "2" } }] });
  });

  it("is refused with an item twice in it", async () => {
    const twice = { releases: [{ DeleteRequest: { Key: KEY } }, { DeleteRequest: { Key: KEY } }] };
    await expect(bed.client.send(new BatchWriteItemCommand({ RequestItems: twice }))).rejects.toThrow(
      "Provided list of item keys contains duplicates",
    );
  });
});

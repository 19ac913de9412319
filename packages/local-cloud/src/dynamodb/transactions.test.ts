import {
  TransactGetItemsCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rejection } from "../wire/testing.ts";
import { dynamoDbPermissions } from "./permissions.ts";
import { openTestBed, TABLE, type TestBed } from "./testing.ts";

const ARN = "arn:aws:dynamodb:us-east-1:000000000000:table/releases";

let bed: TestBed;
beforeEach(async () => {
  bed = await openTestBed([
    { action: "dynamodb:PutItem", resource: ARN },
    { action: "dynamodb:ConditionCheckItem", resource: ARN },
  ]);
  bed.operations.CreateTable(TABLE);
});
afterEach(() => bed.close());

const keyOf = (sk: string) => ({ pk: { S: "live" }, sk: { S: sk } });
const transact = (TransactItems: TransactWriteItem[], ClientRequestToken?: string) =>
  bed.client.send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken }));
const itemAt = (sk: string) => bed.operations.GetItem({ TableName: "releases", Key: keyOf(sk) }).Item;
const put = (sk: string, more: object = {}): TransactWriteItem => ({
  Put: { TableName: "releases", Item: { ...keyOf(sk), ...more } },
});

/** A record that was read at a revision, and the event that led to the next one. */
const commit = (basedOn: number): TransactWriteItem[] => [
  {
    Put: {
      TableName: "releases",
      Item: { ...keyOf("record"), revision: { N: String(basedOn + 1) } },
      ...(basedOn === 0
        ? { ConditionExpression: "attribute_not_exists(pk)" }
        : {
            ConditionExpression: "revision = :basedOn",
            ExpressionAttributeValues: { ":basedOn": { N: String(basedOn) } },
          }),
    },
  },
  {
    Put: {
      TableName: "releases",
      Item: { ...keyOf(`event#${basedOn + 1}`), body: { S: "{}" } },
      ConditionExpression: "attribute_not_exists(sk)",
    },
  },
];

describe("a transaction", () => {
  it("does everything, and it is still there after a restart", async () => {
    await transact(commit(0));
    await transact(commit(1));
    expect(itemAt("record")).toMatchObject({ revision: { N: "2" } });
    const restarted = bed.reopened().Scan({ TableName: "releases" });
    expect(restarted.Items?.map(({ sk }) => sk?.S)).toEqual(["event#1", "event#2", "record"]);
  });

  it("does nothing when one condition fails, and tells which", async () => {
    await transact(commit(0));
    await transact(commit(1));
    expect(await rejection(transact(commit(1)))).toMatchObject({
      name: "TransactionCanceledException",
      message:
        "Transaction cancelled, please refer cancellation reasons for specific reasons [ConditionalCheckFailed, ConditionalCheckFailed]",
      CancellationReasons: [
        { Code: "ConditionalCheckFailed", Message: "The conditional request failed" },
        { Code: "ConditionalCheckFailed" },
      ],
    });
    const late = [commit(2)[0], put("event#3")].filter((each) => each !== undefined);
    await transact(late);
    expect(
      await rejection(
        transact([
          put("event#4"),
          {
            ConditionCheck: {
              TableName: "releases",
              Key: keyOf("record"),
              ConditionExpression: "revision = :r",
              ExpressionAttributeValues: { ":r": { N: "2" } },
              ReturnValuesOnConditionCheckFailure: "ALL_OLD",
            },
          },
        ]),
      ),
    ).toMatchObject({
      CancellationReasons: [
        { Code: "None" },
        { Code: "ConditionalCheckFailed", Item: { ...keyOf("record"), revision: { N: "3" } } },
      ],
    });
    expect(itemAt("event#4")).toBeUndefined();
  });

  it("updates, deletes and checks", async () => {
    await transact([put("a", { n: { N: "1" } }), put("b"), put("c")]);
    await transact([
      {
        Update: {
          TableName: "releases",
          Key: keyOf("a"),
          UpdateExpression: "SET n = n + :one",
          ExpressionAttributeValues: { ":one": { N: "1" } },
        },
      },
      { Delete: { TableName: "releases", Key: keyOf("b") } },
      {
        ConditionCheck: {
          TableName: "releases",
          Key: keyOf("c"),
          ConditionExpression: "attribute_exists(pk)",
        },
      },
    ]);
    expect([itemAt("a"), itemAt("b"), itemAt("c")]).toEqual([
      { ...keyOf("a"), n: { N: "2" } },
      undefined,
      keyOf("c"),
    ]);
  });

  it("that cannot be computed gives the reason in its place", async () => {
    const update = { TableName: "releases", Key: keyOf("a"), UpdateExpression: "SET n = absent" };
    expect(await rejection(transact([put("b"), { Update: update }]))).toMatchObject({
      CancellationReasons: [
        { Code: "None" },
        {
          Code: "ValidationError",
          Message: "The provided expression refers to an attribute that does not exist in the item",
        },
      ],
    });
  });

  it("is not repeated for the same token within ten minutes", async () => {
    await transact(commit(0), "token-1");
    await transact(commit(0), "token-1");
    expect(itemAt("record")).toMatchObject({ revision: { N: "1" } });
    await expect(transact(commit(1), "token-1")).rejects.toMatchObject({
      name: "IdempotentParameterMismatchException",
    });
    bed.time.nowMs += 600_001;
    await transact(commit(1), "token-1");
    expect(itemAt("record")).toMatchObject({ revision: { N: "2" } });
  });

  it("that failed is tried anew for the same token", async () => {
    const guarded = commit(1);
    await expect(transact(guarded, "token-1")).rejects.toMatchObject({
      name: "TransactionCanceledException",
    });
    await transact(commit(0));
    await transact(guarded, "token-1");
    expect(itemAt("record")).toMatchObject({ revision: { N: "2" } });
  });

  it.each([
    [
      "an item twice",
      [put("a"), { Delete: { TableName: "releases", Key: keyOf("a") } }],
      "cannot include multiple operations on one item",
    ],
    ["nothing", [], "length greater than or equal to 1"],
    [
      "more than 100 items",
      Array.from({ length: 101 }, (_, index) => put(String(index))),
      "length less than or equal to 100",
    ],
    [
      "two requests in one",
      [{ ...put("a"), Delete: { TableName: "releases", Key: keyOf("b") } }],
      "can only contain one of Check, Put, Update or Delete",
    ],
    ["another table", [{ Delete: { TableName: "none", Key: keyOf("b") } }], "Requested resource not found"],
  ])("is refused with %s", async (_, items, message) => {
    await expect(transact(items)).rejects.toThrow(message);
    expect(bed.operations.Scan({ TableName: "releases" }).Count).toBe(0);
  });

  it("needs the permissions of its parts", async () => {
    const send = (items: TransactWriteItem[]) =>
      bed.role.send(new TransactWriteItemsCommand({ TransactItems: items }));
    await send([
      put("a"),
      {
        ConditionCheck: {
          TableName: "releases",
          Key: keyOf("b"),
          ConditionExpression: "attribute_not_exists(pk)",
        },
      },
    ]);
    await expect(send([{ Delete: { TableName: "releases", Key: keyOf("a") } }])).rejects.toThrow(
      `not authorized to perform: dynamodb:DeleteItem on resource: ${ARN}`,
    );
  });

  it("reads several items at one moment, each in its place", async () => {
    await transact([put("a", { n: { N: "1" } }), put("b")]);
    const get = (sk: string, more: object = {}) => ({
      Get: { TableName: "releases", Key: keyOf(sk), ...more },
    });
    const { Responses } = await bed.client.send(
      new TransactGetItemsCommand({
        TransactItems: [get("b"), get("absent"), get("a", { ProjectionExpression: "n" })],
      }),
    );
    expect(Responses).toEqual([{ Item: keyOf("b") }, {}, { Item: { n: { N: "1" } } }]);
    await expect(
      bed.client.send(new TransactGetItemsCommand({ TransactItems: [get("a"), get("a")] })),
    ).rejects.toThrow("cannot include multiple operations on one item");
  });
});

describe("permissions", () => {
  it.each([
    ["GetItem", { TableName: "releases" }, [`dynamodb:GetItem ${ARN}`]],
    ["GetItem", { TableName: ARN }, [`dynamodb:GetItem ${ARN}`]],
    [
      "CreateTable",
      { TableName: "releases", Tags: [{}] },
      [`dynamodb:CreateTable ${ARN}`, `dynamodb:TagResource ${ARN}`],
    ],
    ["TagResource", { ResourceArn: ARN }, [`dynamodb:TagResource ${ARN}`]],
    ["ListTables", {}, ["dynamodb:ListTables *"]],
    ["BatchGetItem", { RequestItems: { releases: {} } }, [`dynamodb:BatchGetItem ${ARN}`]],
    [
      "TransactGetItems",
      { TransactItems: [{ Get: { TableName: "releases" } }] },
      [`dynamodb:GetItem ${ARN}`],
    ],
    ["TransactWriteItems", { TransactItems: [{ Upsert: { TableName: "releases" } }] }, undefined],
    ["TransactWriteItems", { TransactItems: [] }, undefined],
    ["GetItem", {}, undefined],
    ["ExecuteStatement", { Statement: "SELECT" }, undefined],
  ])("of %s with %j", (operation, input, expected) => {
    const needed = dynamoDbPermissions("us-east-1", operation, input);
    expect(needed?.map(({ action, resource }) => `${action} ${resource}`)).toEqual(expected);
  });
});

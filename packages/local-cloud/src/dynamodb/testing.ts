import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CreateTableCommandInput, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { memoryStore } from "../store.ts";
import type { Permission } from "../wire/service.ts";
import { serve } from "../wire/testing.ts";
import { createDynamoDb } from "./dynamodb.ts";

/** 2026-11-23 12:00:00 UTC. */
export const NOON = Date.UTC(2026, 10, 23, 12);

/** The table of the tests: string keys `pk` and `sk`. */
export const TABLE = {
  TableName: "releases",
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [
    { AttributeName: "pk", AttributeType: "S" },
    { AttributeName: "sk", AttributeType: "S" },
  ],
  KeySchema: [
    { AttributeName: "pk", KeyType: "HASH" },
    { AttributeName: "sk", KeyType: "RANGE" },
  ],
} satisfies CreateTableCommandInput;

/** DynamoDB behind a server, and a client of the SDK. The clock moves only when a test moves it. */
export async function openTestBed(allowed: readonly Permission[] = []) {
  const dir = mkdtempSync(join(tmpdir(), "dynamodb-"));
  const store = memoryOfOneRun();
  const time = { nowMs: NOON };
  const clock = { nowMs: () => time.nowMs, timer: () => () => undefined };
  const open = () => createDynamoDb({ store, clock, dir, region: "us-east-1" });
  const service = open();
  const server = await serve([service.wire], allowed);
  const client = new DynamoDBClient(server.settings);
  const role = new DynamoDBClient({
    ...server.settings,
    credentials: { accessKeyId: "ASIAROLE", secretAccessKey: "test", sessionToken: "role-token" },
  });
  return {
    client,
    /** Signs as a role that may do what the test bed was opened with. */
    role,
    operations: service.operations,
    time,
    /** DynamoDB as it is after a restart. */
    reopened: () => open().operations,
    close: async () => {
      client.destroy();
      role.destroy();
      await server.close();
      rmSync(dir, { recursive: true });
    },
  };
}

export type TestBed = Awaited<ReturnType<typeof openTestBed>>;

/** One set of collections, shared by every service that is opened over it, as files on disk are. */
function memoryOfOneRun() {
  const collections = new Map<string, unknown>();
  const inner = memoryStore();
  return {
    collection: <T>(name: string) => {
      const known = collections.get(name) ?? inner.collection<T>(name);
      collections.set(name, known);
      return known as ReturnType<typeof inner.collection<T>>;
    },
  };
}

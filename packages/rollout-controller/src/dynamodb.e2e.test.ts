import { randomUUID } from "node:crypto";
import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { AuditEvent, ReleaseRecord } from "@switchyard/rollout";
import { releaseStoreContract, requestSourceContract } from "@switchyard/rollout/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAwsClients } from "./aws-clients.ts";
import { createDynamoReleases, MAX_EVENTS_PER_COMMIT } from "./dynamodb-releases.ts";
import { createDynamoRequests } from "./dynamodb-requests.ts";
import {
  createReleaseTable,
  type LocalController,
  openLocalController,
  TABLE,
} from "./testdata/local-controller.ts";
import { openUnreliableNetwork, type UnreliableNetwork } from "./testdata/unreliable-network.ts";

let local: LocalController;
let account: DynamoDBClient;
beforeAll(async () => {
  local = await openLocalController();
  account = new DynamoDBClient(local.account);
  await createReleaseTable(local);
});
afterAll(async () => {
  account.destroy();
  await local.close();
});

const RECORD: ReleaseRecord = {
  phase: { state: "idle" },
  alias: { routing: { primary: "6" }, revision: "r1", seenAtMs: 1_750_000_000_000 },
  denied: [],
  chores: [],
};

function event(why: string): AuditEvent {
  return {
    atMs: 1_750_000_060_000,
    by: { kind: "controller" },
    from: "idle",
    to: "validating",
    why,
    before: { primary: "6" },
    after: { primary: "6" },
    evidence: [],
  };
}

/** A part of the table that belongs to no other test. */
const newKey = (): string => `router-${randomUUID()}:live`;

function openStore(key = newKey(), client = local.clients.dynamo) {
  return { key, store: createDynamoReleases({ client, tableName: TABLE, key }) };
}

const put = (key: string, sk: string, rest: Readonly<Record<string, { S: string } | { N: string }>>) =>
  account.send(new PutItemCommand({ TableName: TABLE, Item: { pk: { S: key }, sk: { S: sk }, ...rest } }));

releaseStoreContract("the DynamoDB adapter on the local cloud", () => ({
  store: openStore().store,
  close: () => undefined,
}));

describe("the DynamoDB adapter on the local cloud as a ReleaseStore", () => {
  it("keeps one alias apart from another in the same table", async () => {
    await openStore().store.commit({ record: RECORD, basedOn: 0, events: [event("other")] });
    const { store } = openStore();
    expect(await store.load()).toBeUndefined();
    expect(await store.history(1)).toEqual([]);
  });

  it("lets one of many changes at once through, and loses no event of it", async () => {
    const { store } = openStore();
    await store.commit({ record: RECORD, basedOn: 0, events: [] });
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        store.commit({ record: RECORD, basedOn: 1, events: [event(`${index}`), event(`${index}`)] }),
      ),
    );
    expect(outcomes.filter(({ kind }) => kind === "done")).toHaveLength(1);
    const history = await store.history(1);
    expect(history.map(({ number }) => number)).toEqual([1, 2]);
    expect(history[0]?.why).toBe(history[1]?.why);
  });

  it("reads a history that is longer than one answer", async () => {
    const { store } = openStore();
    const long = event("x".repeat(4_000));
    for (let basedOn = 0; basedOn < 4; basedOn += 1) {
      const events = Array.from({ length: MAX_EVENTS_PER_COMMIT }, () => long);
      await store.commit({ record: RECORD, basedOn, events });
    }
    const numbers = (await store.history(2)).map(({ number }) => number);
    expect([numbers.length, numbers[0], numbers.at(-1)]).toEqual([395, 2, 396]);
  });

  it("goes on counting events where the history ends, after its record was restored from an old copy", async () => {
    const { key, store } = openStore();
    await store.commit({ record: RECORD, basedOn: 0, events: [event("one")] });
    await store.commit({ record: RECORD, basedOn: 1, events: [event("two")] });
    const old = { revision: { N: "1" }, eventCount: { N: "1" }, body: { S: JSON.stringify(RECORD) } };
    await put(key, "record", old);
    await store.commit({ record: RECORD, basedOn: 1, events: [event("after the restore")] });
    await account.send(
      new DeleteItemCommand({ TableName: TABLE, Key: { pk: { S: key }, sk: { S: "record" } } }),
    );
    await store.commit({ record: RECORD, basedOn: 0, events: [event("after the loss")] });
    expect((await store.history(1)).map(({ number, why }) => `${number} ${why}`)).toEqual([
      "1 one",
      "2 two",
      "3 after the restore",
      "4 after the loss",
    ]);
  });

  it.each([
    ["a body that is no JSON", { revision: { N: "1" }, body: { S: "{" } }, "expected JSON"],
    [
      "a state of the future",
      { revision: { N: "1" }, body: { S: '{"phase":{"state":"flying"}}' } },
      "phase.state",
    ],
    ["no body", { revision: { N: "1" } }, "it is missing"],
    ["no revision", { body: { S: JSON.stringify(RECORD) } }, "Expected a revision of 1 or more"],
  ])("refuses a record with %s, and names it", async (_, item, problem) => {
    const { key, store } = openStore();
    await put(key, "record", item);
    await expect(store.load()).rejects.toThrow(problem);
    await expect(store.load()).rejects.toThrow(`the item "record" of ${key} in table ${TABLE}`);
  });

  it("refuses an event that says another number than its key", async () => {
    const { key, store } = openStore();
    await put(key, "event#000000000001", { number: { N: "2" }, body: { S: JSON.stringify(event("x")) } });
    await expect(store.history(1)).rejects.toThrow("Expected the number of its key");
  });

  it("refuses what does not fit into one transaction or one item, and writes nothing", async () => {
    const { store } = openStore();
    const many = Array.from({ length: MAX_EVENTS_PER_COMMIT + 1 }, () => event("x"));
    await expect(store.commit({ record: RECORD, basedOn: 0, events: many })).rejects.toThrow(
      "Expected at most 99 events in one commit",
    );
    const denied = [{ digest: "d", version: "5", why: "x".repeat(400_000), atMs: 1 }];
    await expect(store.commit({ record: { ...RECORD, denied }, basedOn: 0, events: [] })).rejects.toThrow(
      "DynamoDB keeps 400 KB per item",
    );
    expect(await store.load()).toBeUndefined();
  });

  it("may do no more than the stack allows", async () => {
    const remove = new DeleteItemCommand({ TableName: TABLE, Key: { pk: { S: "a" }, sk: { S: "record" } } });
    await expect(local.clients.dynamo.send(remove)).rejects.toThrow("not authorized");
  });
});

describe("the DynamoDB adapter over an unreliable network", () => {
  let network: UnreliableNetwork;
  let client: DynamoDBClient;
  beforeAll(async () => {
    network = await openUnreliableNetwork(local.account.endpoint);
    client = createAwsClients({ ...local.account, endpoint: network.url }).dynamo;
  });
  afterAll(async () => {
    client.destroy();
    await network.close();
  });
  const write = "TransactWriteItems";
  const LOST = /socket hang up|ECONNRESET/;
  const first = { record: RECORD, basedOn: 0, events: [event("once")] };

  it("writes once what it had to send twice", async () => {
    const { store } = openStore(newKey(), client);
    network.decide(write, "answer-lost");
    expect(await store.commit(first)).toEqual({ kind: "done", revision: 1 });
    expect(await store.history(1)).toHaveLength(1);
  });

  it("finds out that a write got through of which every answer was lost", async () => {
    const { store } = openStore(newKey(), client);
    network.decide(write, "answer-lost", "answer-lost", "answer-lost");
    expect(await store.commit(first)).toEqual({ kind: "done", revision: 1 });
    expect(await store.history(1)).toHaveLength(1);
  });

  it("fails, and has written nothing, when no request got through", async () => {
    const { store } = openStore(newKey(), client);
    network.decide(write, "request-lost", "request-lost", "request-lost");
    await expect(store.commit(first)).rejects.toThrow(LOST);
    expect(await store.load()).toBeUndefined();
  });

  it("is not taken in by somebody else's write when its own was lost", async () => {
    const { key, store } = openStore(newKey(), client);
    network.decide(write, "request-lost", "request-lost", "request-lost");
    const losing = store.commit(first);
    await openStore(key).store.commit({ ...first, record: { ...RECORD, chores: [{ kind: "flush-cache" }] } });
    await expect(losing).rejects.toThrow(LOST);
  });

  it("tries again when DynamoDB called its transaction off for another one", async () => {
    const { store } = openStore(newKey(), client);
    const CancellationReasons = [{ Code: "TransactionConflict" }, { Code: "None" }];
    const body = {
      __type: "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
      Message: "Transaction cancelled, please refer cancellation reasons for specific reasons",
      CancellationReasons,
    };
    network.decide(write, { status: 400, body });
    expect(await store.commit(first)).toEqual({ kind: "done", revision: 1 });
    network.decide(write, ...Array.from({ length: 5 }, () => ({ status: 400, body })));
    await expect(store.commit({ ...first, basedOn: 1 })).rejects.toThrow(
      "called the transaction off 5 times",
    );
  });
});

async function deploy(key: string, body: unknown): Promise<void> {
  await put(key, "request", { body: { S: typeof body === "string" ? body : JSON.stringify(body) } });
}

requestSourceContract("the DynamoDB adapter on the local cloud", () => {
  const key = newKey();
  const digest = async () => undefined;
  return {
    source: createDynamoRequests({ client: local.clients.dynamo, tableName: TABLE, key, digest }),
    deploy: (request) => deploy(key, request),
    close: () => undefined,
  };
});

describe("the DynamoDB adapter on the local cloud as a RequestSource", () => {
  const REQUEST = {
    version: "7",
    digest: "sha256:image",
    plan: "quick",
    start: "manual",
    by: "up",
    why: "x",
  };
  const openSource = (key: string) =>
    createDynamoRequests({
      client: local.clients.dynamo,
      tableName: TABLE,
      key,
      digest: async (version) => `code-of-${version}`,
    });

  it("says the digest of the code that runs, whatever the deployment calls it", async () => {
    const key = newKey();
    await deploy(key, REQUEST);
    expect(await openSource(key).pending()).toEqual({ ...REQUEST, digest: "code-of-7" });
  });

  it.each<readonly [string, unknown, string]>([
    ["is no JSON", "version 7", "Expected JSON"],
    ["has a key too many", { ...REQUEST, force: true }, "force is not known here"],
    ["has a plan too few", { ...REQUEST, plan: undefined }, "plan is missing"],
  ])("refuses a request that %s", async (_, body, problem) => {
    const key = newKey();
    await deploy(key, body);
    await expect(openSource(key).pending()).rejects.toThrow(problem);
  });
});

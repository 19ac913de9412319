import { randomUUID } from "node:crypto";
import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import type {
  AuditEvent,
  NumberedEvent,
  RecordChange,
  ReleaseStore,
  StoredRecord,
} from "@switchyard/rollout";
import { isAnswered, isAwsError } from "./aws-error.ts";
import { readEvent, readRecord, writeJson } from "./stored-json.ts";

export interface DynamoReleasesDeps {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** `<function>:<alias>`: the partition of the table that belongs to this alias. */
  readonly key: string;
}

type Item = Record<string, AttributeValue>;

/** A transaction takes 100 items, and one of them is the record. */
export const MAX_EVENTS_PER_COMMIT = 99;
/** An item may have 400 KB, its other attributes and all names included. */
const MAX_BODY_BYTES = 390_000;
const EVENT_PREFIX = "event#";
const NUMBER_DIGITS = 12;
const LAST_EVENT = `${EVENT_PREFIX}${"9".repeat(NUMBER_DIGITS)}`;
/** Of transactions at once on one item DynamoDB may call off all but none: then they are tried again. */
const ATTEMPTS = 5;

/** The record and its history in one table. A commit writes all of its items or none. */
export function createDynamoReleases({ client, tableName, key }: DynamoReleasesDeps): ReleaseStore {
  const table = { TableName: tableName };

  async function load(): Promise<StoredRecord | undefined> {
    const { Item } = await client.send(
      new GetItemCommand({ ...table, Key: { pk: { S: key }, sk: { S: "record" } }, ConsistentRead: true }),
    );
    return Item === undefined ? undefined : storedRecord(Item);
  }

  function storedRecord(item: Item): StoredRecord {
    const where = `the item "record" of ${key} in table ${tableName}`;
    const revision = Number(item.revision?.N);
    if (!Number.isSafeInteger(revision) || revision < 1) {
      throw new Error(
        `Expected a revision of 1 or more in ${where}, found ${item.revision?.N ?? "none"}. Restore the item from a backup.`,
      );
    }
    return { record: readRecord(item.body?.S, where), revision };
  }

  /** The number of the newest event. Read from the history itself: it outlives a record that was restored or lost. */
  async function newestEvent(): Promise<number> {
    const { Items } = await client.send(
      new QueryCommand({ ...historyFrom(1), ScanIndexForward: false, Limit: 1 }),
    );
    const newest = Items?.[0];
    return newest === undefined ? 0 : numberedEvent(newest).number;
  }

  function historyFrom(number: number) {
    return {
      ...table,
      KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :to",
      ExpressionAttributeValues: {
        ":pk": { S: key },
        ":from": { S: eventKey(number) },
        ":to": { S: LAST_EVENT },
      },
      ConsistentRead: true,
    };
  }

  function numberedEvent(item: Item): NumberedEvent {
    const where = `the item "${item.sk?.S}" of ${key} in table ${tableName}`;
    const number = Number(item.number?.N);
    if (item.sk?.S !== eventKey(number)) {
      throw new Error(`Expected the number of its key in ${where}, found ${item.number?.N ?? "none"}.`);
    }
    return { ...readEvent(item.body?.S, where), number };
  }

  async function writeOnce(change: RecordChange, body: string): Promise<"done" | "stale" | "again"> {
    const { basedOn, events } = change;
    const newest = await newestEvent();
    const record: Item = {
      pk: { S: key },
      sk: { S: "record" },
      revision: { N: String(basedOn + 1) },
      eventCount: { N: String(newest + events.length) },
      body: { S: body },
    };
    const condition =
      basedOn === 0
        ? { ConditionExpression: "attribute_not_exists(pk)" }
        : {
            ConditionExpression: "revision = :basedOn",
            ExpressionAttributeValues: { ":basedOn": { N: String(basedOn) } },
          };
    try {
      await client.send(
        new TransactWriteItemsCommand({
          // The SDK sends an attempt that got no answer again under the same token, and DynamoDB carries it out once.
          ClientRequestToken: randomUUID(),
          TransactItems: [
            { Put: { ...table, Item: record, ...condition } },
            ...events.map((event, index) => ({
              Put: {
                ...table,
                Item: eventItem(newest + index + 1, event),
                ConditionExpression: "attribute_not_exists(sk)",
              },
            })),
          ],
        }),
      );
      return "done";
    } catch (error) {
      if (error instanceof TransactionCanceledException) return verdictOf(error);
      // "In progress" is what a second attempt hears while DynamoDB still carries out the first.
      if (isAnswered(error) && !isAwsError(error, "TransactionInProgressException")) throw error;
      return (await isCommitted(change, body)) ? "done" : fail(error);
    }
  }

  /** Whether a write without an answer got through. Nobody else writes this very record on top of this revision. */
  async function isCommitted({ basedOn }: RecordChange, body: string): Promise<boolean> {
    const { Item } = await client.send(
      new GetItemCommand({ ...table, Key: { pk: { S: key }, sk: { S: "record" } }, ConsistentRead: true }),
    );
    return Item?.revision?.N === String(basedOn + 1) && Item.body?.S === body;
  }

  function eventItem(number: number, event: AuditEvent): Item {
    const body = checkSize(writeJson(event), `event ${number} of ${key}`);
    return { pk: { S: key }, sk: { S: eventKey(number) }, number: { N: String(number) }, body: { S: body } };
  }

  return {
    load,
    commit: async (change) => {
      if (change.events.length > MAX_EVENTS_PER_COMMIT) {
        throw new Error(
          `Expected at most ${MAX_EVENTS_PER_COMMIT} events in one commit, which DynamoDB writes in one act, found ${change.events.length}.`,
        );
      }
      const body = checkSize(writeJson(change.record), `the record of ${key}`);
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const outcome = await writeOnce(change, body);
        if (outcome === "done") return { kind: "done", revision: change.basedOn + 1 };
        if (outcome === "stale") return { kind: "stale" };
      }
      throw new Error(
        `Others kept writing the record of ${key}: DynamoDB called the transaction off ${ATTEMPTS} times. The next pass tries again.`,
      );
    },
    history: async (fromNumber) => {
      const events: NumberedEvent[] = [];
      let from: Item | undefined;
      do {
        const page = await client.send(
          new QueryCommand({
            ...historyFrom(Math.max(1, fromNumber)),
            ...(from === undefined ? {} : { ExclusiveStartKey: from }),
          }),
        );
        events.push(...(page.Items ?? []).map(numberedEvent));
        from = page.LastEvaluatedKey;
      } while (from !== undefined);
      return events;
    },
  };
}

/** `again`: another transaction was in the way, or has just taken an event's number; its record decides next time. */
function verdictOf(error: TransactionCanceledException): "stale" | "again" {
  const [record, ...events] = (error.CancellationReasons ?? []).map(({ Code }) => Code);
  if (record === "ConditionalCheckFailed") return "stale";
  const isInTheWay = (code: string | undefined) =>
    code === "TransactionConflict" || code === "ConditionalCheckFailed";
  return [record, ...events].some(isInTheWay) ? "again" : fail(error);
}

function eventKey(number: number): string {
  return `${EVENT_PREFIX}${String(number).padStart(NUMBER_DIGITS, "0")}`;
}

function checkSize(body: string, what: string): string {
  const bytes = Buffer.byteLength(body);
  if (bytes <= MAX_BODY_BYTES) return body;
  throw new Error(
    `Expected at most ${MAX_BODY_BYTES} bytes for ${what}, found ${bytes}: DynamoDB keeps 400 KB per item. Use a plan with fewer thresholds and shorter texts.`,
  );
}

function fail(error: unknown): never {
  throw error;
}

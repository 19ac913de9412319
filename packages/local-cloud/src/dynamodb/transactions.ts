import type {
  CancellationReason,
  TransactGetItemsCommandInput,
  TransactGetItemsCommandOutput,
  TransactWriteItem,
  TransactWriteItemsCommandInput,
  TransactWriteItemsCommandOutput,
} from "@aws-sdk/client-dynamodb";
import { AwsError } from "../aws-error.ts";
import type { Clock } from "../ports.ts";
import { refuseUnsupported, validation } from "./errors.ts";
import { itemAnswer, readItem } from "./item-operations.ts";
import { checkedKey, keyText } from "./key.ts";
import {
  type PlannedWrite,
  type PreparedWrite,
  planWrite,
  prepareCheck,
  prepareDelete,
  preparePut,
  prepareUpdate,
} from "./prepared-write.ts";
import type { TableRecord } from "./table.ts";
import type { Tables } from "./tables.ts";
import type { Item } from "./values.ts";

type Answer<T> = Omit<T, "$metadata">;

const UNSUPPORTED = ["ReturnConsumedCapacity", "ReturnItemCollectionMetrics"];
const MAX_ITEMS = 100;
const TOKEN_LIFE_MS = 600_000;

/** Transactions: all of it happens or nothing does. */
export function createTransactions(tables: Tables, clock: Clock) {
  /** Requests by their token. Forgotten when the cloud ends, as a client that repeats itself is by then gone too. */
  const tokens = new Map<string, { readonly request: string; readonly atMs: number }>();

  function isRepetition(token: string, items: readonly TransactWriteItem[]): boolean {
    const nowMs = clock.nowMs();
    for (const [each, { atMs }] of tokens) if (nowMs - atMs > TOKEN_LIFE_MS) tokens.delete(each);
    const known = tokens.get(token);
    if (known === undefined) return false;
    if (known.request === JSON.stringify(items)) return true;
    throw new AwsError(
      "IdempotentParameterMismatchException",
      "A request with the same client token was made before, with other parameters.",
    );
  }

  return {
    TransactWriteItems: (input: TransactWriteItemsCommandInput): Answer<TransactWriteItemsCommandOutput> => {
      refuseUnsupported(input, UNSUPPORTED);
      const { TransactItems: requests = [], ClientRequestToken: token } = input;
      refuseOtherCounts(requests.length);
      if (token !== undefined && (token === "" || token.length > 36)) {
        throw validation(`ClientRequestToken must have 1 to 36 characters, found ${token.length}.`);
      }
      const prepared = requests.map((request) => prepareRequest(tables, request));
      refuseTwice(prepared);
      if (token !== undefined && isRepetition(token, requests)) return {};

      const outcomes = prepared.map((write) => outcomeOf(() => planWrite(write, tables.items)));
      if (outcomes.some(({ kind }) => kind === "refused")) throw cancelled(outcomes.map(reasonOf));
      tables.items.write(
        outcomes.flatMap((outcome, index) =>
          outcome.kind === "planned" && prepared[index]?.writes === true ? [outcome.write] : [],
        ),
      );
      if (token !== undefined) {
        tokens.set(token, { request: JSON.stringify(requests), atMs: clock.nowMs() });
      }
      return {};
    },

    TransactGetItems: (input: TransactGetItemsCommandInput): Answer<TransactGetItemsCommandOutput> => {
      refuseUnsupported(input, UNSUPPORTED);
      const gets = (input.TransactItems ?? []).map(({ Get }) => {
        if (Get === undefined) throw validation("TransactItems can only contain one of Get");
        return Get;
      });
      refuseOtherCounts(gets.length);
      refuseTwice(
        gets.map(({ TableName, Key }) => {
          const table = tables.get(TableName);
          return { table, key: checkedKey(table.key, Key) };
        }),
      );
      return { Responses: gets.map((get) => itemAnswer(readItem(tables, get.TableName, get))) };
    },
  };
}

function prepareRequest(tables: Tables, request: TransactWriteItem): PreparedWrite {
  const given = Object.values(request).filter((each) => each !== undefined);
  const { Put, Update, Delete, ConditionCheck } = request;
  if (given.length === 1) {
    if (Put !== undefined) return preparePut(tables.get(Put.TableName), Put.Item, Put);
    if (Delete !== undefined) return prepareDelete(tables.get(Delete.TableName), Delete.Key, Delete);
    if (Update !== undefined) {
      return prepareUpdate(tables.get(Update.TableName), Update.Key, Update.UpdateExpression, Update);
    }
    if (ConditionCheck !== undefined) {
      return prepareCheck(tables.get(ConditionCheck.TableName), ConditionCheck.Key, ConditionCheck);
    }
  }
  throw validation("TransactItems can only contain one of Check, Put, Update or Delete");
}

function refuseOtherCounts(count: number): void {
  if (count >= 1 && count <= MAX_ITEMS) return;
  const bound =
    count === 0
      ? "Member must have length greater than or equal to 1"
      : `Member must have length less than or equal to ${MAX_ITEMS}`;
  throw validation(
    `1 validation error detected: Value of ${count} items at 'transactItems' failed to satisfy constraint: ${bound}`,
  );
}

function refuseTwice(all: readonly { readonly table: TableRecord; readonly key: Item }[]): void {
  const keys = new Set(all.map(({ table, key }) => `${table.id}/${keyText(table.key, key)}`));
  if (keys.size === all.length) return;
  throw validation("Transaction request cannot include multiple operations on one item");
}

type Outcome =
  | { readonly kind: "planned"; readonly write: PlannedWrite }
  | { readonly kind: "refused"; readonly reason: CancellationReason };

function outcomeOf(plan: () => PlannedWrite): Outcome {
  try {
    return { kind: "planned", write: plan() };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { Item: item } = error.members;
    const Code =
      error.code === "ConditionalCheckFailedException" ? "ConditionalCheckFailed" : "ValidationError";
    return {
      kind: "refused",
      reason: {
        Code,
        Message: error.message,
        ...(item === undefined ? {} : { Item: item as NonNullable<CancellationReason["Item"]> }),
      },
    };
  }
}

function reasonOf(outcome: Outcome): CancellationReason {
  return outcome.kind === "refused" ? outcome.reason : { Code: "None" };
}

function cancelled(reasons: readonly CancellationReason[]): AwsError {
  return new AwsError(
    "TransactionCanceledException",
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(", ")}]`,
    400,
    { CancellationReasons: reasons },
  );
}

import type {
  AttributeValue,
  BatchGetItemCommandInput,
  BatchGetItemCommandOutput,
  BatchWriteItemCommandInput,
  BatchWriteItemCommandOutput,
} from "@aws-sdk/client-dynamodb";
import { refuseUnsupported, validation } from "./errors.ts";
import { readItem } from "./item-operations.ts";
import { checkedKey, keyText } from "./key.ts";
import { planWrite, prepareDelete, preparePut } from "./prepared-write.ts";
import type { Tables } from "./tables.ts";

type Answer<T> = Omit<T, "$metadata">;

const UNSUPPORTED = ["AttributesToGet", "ReturnConsumedCapacity", "ReturnItemCollectionMetrics"];
const MAX_GETS = 100;
const MAX_WRITES = 25;

/** Several reads or writes in one request. Nothing is ever left unprocessed. */
export function createBatches(tables: Tables) {
  return {
    BatchGetItem: (input: BatchGetItemCommandInput): Answer<BatchGetItemCommandOutput> => {
      refuseUnsupported(input, UNSUPPORTED);
      const requests = Object.entries(input.RequestItems ?? {});
      const count = requests.reduce((sum, [, { Keys = [] }]) => sum + Keys.length, 0);
      if (count < 1 || count > MAX_GETS)
        throw validation("Too many items requested for the BatchGetItem call");
      const responses = requests.map(([tableName, { Keys = [], ...request }]) => {
        refuseUnsupported(request, UNSUPPORTED);
        const table = tables.get(tableName);
        refuseTwice(Keys.map((key) => keyText(table.key, checkedKey(table.key, key))));
        const items = Keys.flatMap((Key): Record<string, AttributeValue>[] => {
          const item = readItem(tables, tableName, { ...request, Key });
          return item === undefined ? [] : [{ ...item }];
        });
        return [tableName, items] as const;
      });
      return { Responses: Object.fromEntries(responses), UnprocessedKeys: {} };
    },

    BatchWriteItem: (input: BatchWriteItemCommandInput): Answer<BatchWriteItemCommandOutput> => {
      refuseUnsupported(input, UNSUPPORTED);
      const writes = Object.entries(input.RequestItems ?? {}).flatMap(([tableName, requests]) =>
        requests.map(({ PutRequest, DeleteRequest }) => {
          const table = tables.get(tableName);
          if (PutRequest !== undefined && DeleteRequest === undefined) {
            return preparePut(table, PutRequest.Item, {});
          }
          if (DeleteRequest !== undefined && PutRequest === undefined) {
            return prepareDelete(table, DeleteRequest.Key, {});
          }
          throw validation(
            "Expected either PutRequest or DeleteRequest in each request of a BatchWriteItem.",
          );
        }),
      );
      if (writes.length < 1 || writes.length > MAX_WRITES) {
        throw validation(
          `Member must have length between 1 and ${MAX_WRITES}, found ${writes.length} requests.`,
        );
      }
      refuseTwice(writes.map(({ table, key }) => `${table.id}/${keyText(table.key, key)}`));
      tables.items.write(writes.map((write) => planWrite(write, tables.items)));
      return { UnprocessedItems: {} };
    },
  };
}

function refuseTwice(keys: readonly string[]): void {
  if (new Set(keys).size === keys.length) return;
  throw validation("Provided list of item keys contains duplicates");
}

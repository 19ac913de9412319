import type {
  AttributeValue,
  DeleteItemCommandInput,
  DeleteItemCommandOutput,
  GetItemCommandInput,
  GetItemCommandOutput,
  PutItemCommandInput,
  PutItemCommandOutput,
  UpdateItemCommandInput,
  UpdateItemCommandOutput,
} from "@aws-sdk/client-dynamodb";
import { refuseUnsupported, validation } from "./errors.ts";
import { parseProjection, project } from "./expressions/projection.ts";
import { placeholdersOf } from "./expressions/reader.ts";
import { checkedKey } from "./key.ts";
import { type PlannedWrite, planWrite, prepareDelete, preparePut, prepareUpdate } from "./prepared-write.ts";
import type { Tables } from "./tables.ts";
import type { Item } from "./values.ts";

type Answer<T> = Omit<T, "$metadata">;

/** What came before expressions, and what the local cloud does not measure. */
const UNSUPPORTED = [
  "AttributesToGet",
  "AttributeUpdates",
  "ConditionalOperator",
  "Expected",
  "ReturnConsumedCapacity",
  "ReturnItemCollectionMetrics",
];

/** Operations on one item. Every read sees every write before it, as a consistent read does. */
export function createItemOperations(tables: Tables) {
  return {
    GetItem: (input: GetItemCommandInput): Answer<GetItemCommandOutput> => {
      refuseUnsupported(input, UNSUPPORTED);
      const table = tables.get(input.TableName);
      return itemAnswer(readItem(tables, table.name, input));
    },

    PutItem: (input: PutItemCommandInput): Answer<PutItemCommandOutput> => {
      refuseUnsupported(input, UNSUPPORTED);
      const returned = returnValues(input.ReturnValues, ["NONE", "ALL_OLD"]);
      const planned = planWrite(preparePut(tables.get(input.TableName), input.Item, input), tables.items);
      tables.items.write([planned]);
      return attributesAnswer(returned === "ALL_OLD" ? planned.old : undefined);
    },

    DeleteItem: (input: DeleteItemCommandInput): Answer<DeleteItemCommandOutput> => {
      refuseUnsupported(input, UNSUPPORTED);
      const returned = returnValues(input.ReturnValues, ["NONE", "ALL_OLD"]);
      const planned = planWrite(prepareDelete(tables.get(input.TableName), input.Key, input), tables.items);
      tables.items.write([planned]);
      return attributesAnswer(returned === "ALL_OLD" ? planned.old : undefined);
    },

    UpdateItem: (input: UpdateItemCommandInput): Answer<UpdateItemCommandOutput> => {
      refuseUnsupported(input, UNSUPPORTED);
      const returned = returnValues(input.ReturnValues, UPDATE_RETURNS);
      const table = tables.get(input.TableName);
      const prepared = prepareUpdate(table, input.Key, input.UpdateExpression, input);
      const planned = planWrite(prepared, tables.items);
      tables.items.write([planned]);
      const paths = prepared.actions.map(({ path }) => path);
      return attributesAnswer(afterUpdate(returned, planned, (item) => project(item, paths)));
    },
  };
}

interface GetInput {
  readonly Key: Record<string, AttributeValue> | undefined;
  readonly ProjectionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
}

/** The item of a key, or the parts of it that are asked for. */
export function readItem(tables: Tables, tableName: string | undefined, input: GetInput): Item | undefined {
  const table = tables.get(tableName);
  const placeholders = placeholdersOf({ ExpressionAttributeNames: input.ExpressionAttributeNames });
  const paths =
    input.ProjectionExpression === undefined
      ? undefined
      : parseProjection(input.ProjectionExpression, placeholders);
  placeholders.refuseUnused();
  const item = tables.items.get(table, checkedKey(table.key, input.Key));
  return item === undefined ? undefined : project(item, paths);
}

export function itemAnswer(item: Item | undefined): { Item?: Record<string, AttributeValue> } {
  return item === undefined ? {} : { Item: { ...item } };
}

function attributesAnswer(item: Item | undefined): { Attributes?: Record<string, AttributeValue> } {
  return item === undefined || Object.keys(item).length === 0 ? {} : { Attributes: { ...item } };
}

const UPDATE_RETURNS = ["NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"] as const;
type UpdateReturn = (typeof UPDATE_RETURNS)[number];

function returnValues<T extends string>(given: string | undefined, allowed: readonly T[]): T | undefined {
  if (given === undefined) return undefined;
  const found = allowed.find((each) => each === given);
  if (found !== undefined) return found;
  throw validation(`ReturnValues must be one of ${allowed.join(", ")}, found ${given}.`);
}

function afterUpdate(
  returned: UpdateReturn | undefined,
  { old, item }: PlannedWrite,
  updatedParts: (item: Item) => Item,
): Item | undefined {
  switch (returned) {
    case undefined:
    case "NONE":
      return undefined;
    case "ALL_OLD":
      return old;
    case "ALL_NEW":
      return item;
    case "UPDATED_OLD":
      return old === undefined ? undefined : updatedParts(old);
    case "UPDATED_NEW":
      return item === undefined ? undefined : updatedParts(item);
  }
}

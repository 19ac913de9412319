import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { conditionFailed, invalidValue, validation } from "./errors.ts";
import { applyUpdate } from "./expressions/apply-update.ts";
import { type Condition, parseCondition } from "./expressions/condition.ts";
import { holds } from "./expressions/holds.ts";
import { type Placeholders, placeholdersOf } from "./expressions/reader.ts";
import { parseUpdate, type UpdateAction } from "./expressions/update.ts";
import type { Items, Write } from "./items.ts";
import { checkedKey, keyAttributes, keyOfItem } from "./key.ts";
import type { TableRecord } from "./table.ts";
import { checkedItem, type Item, sizeOfItem } from "./values.ts";

/** A write that has been read and checked as far as that goes without the item it is about. */
export interface PreparedWrite {
  readonly table: TableRecord;
  readonly key: Item;
  readonly condition: Condition | undefined;
  /** The item afterwards; undefined when there is none. */
  readonly next: (old: Item | undefined) => Item | undefined;
  /** A check writes nothing. */
  readonly writes: boolean;
  /** Whether the item is to be shown when the condition fails. */
  readonly showsOld: boolean;
  readonly actions: readonly UpdateAction[];
}

/** A write that has met its condition. */
export interface PlannedWrite extends Write {
  readonly old: Item | undefined;
}

export interface WriteInput {
  readonly ConditionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Readonly<Record<string, AttributeValue>> | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined;
}

const MAX_ITEM_BYTES = 400 * 1024;

export function preparePut(table: TableRecord, given: Item | undefined, input: WriteInput): PreparedWrite {
  const common = prepare(input);
  const item = checkedItem(given ?? {});
  const key = keyOfItem(table.key, item);
  if (sizeOfItem(item) > MAX_ITEM_BYTES) throw validation("Item size has exceeded the maximum allowed size");
  common.placeholders.refuseUnused();
  return { ...common, table, key, next: () => item, writes: true, actions: [] };
}

export function prepareDelete(table: TableRecord, key: Item | undefined, input: WriteInput): PreparedWrite {
  const common = prepare(input);
  common.placeholders.refuseUnused();
  return {
    ...common,
    table,
    key: checkedKey(table.key, key),
    next: () => undefined,
    writes: true,
    actions: [],
  };
}

export function prepareCheck(table: TableRecord, key: Item | undefined, input: WriteInput): PreparedWrite {
  return { ...prepareDelete(table, key, input), next: (old) => old, writes: false };
}

export function prepareUpdate(
  table: TableRecord,
  givenKey: Item | undefined,
  expression: string | undefined,
  input: WriteInput,
): PreparedWrite {
  const common = prepare(input);
  const actions = expression === undefined ? [] : parseUpdate(expression, common.placeholders);
  common.placeholders.refuseUnused();
  const key = checkedKey(table.key, givenKey);
  for (const { name } of keyAttributes(table.key)) {
    if (!actions.some(({ path }) => path[0] === name)) continue;
    throw invalidValue(`Cannot update attribute ${name}. This attribute is part of the key`);
  }
  const next = (old: Item | undefined): Item => {
    const item = checkedItem(applyUpdate(old ?? key, actions));
    if (sizeOfItem(item) <= MAX_ITEM_BYTES) return item;
    throw validation("Item size to update has exceeded the maximum allowed size");
  };
  return { ...common, table, key, next, writes: true, actions };
}

function prepare(input: WriteInput): {
  readonly placeholders: Placeholders;
  readonly condition: Condition | undefined;
  readonly showsOld: boolean;
} {
  const placeholders = placeholdersOf(input);
  const { ConditionExpression: condition, ReturnValuesOnConditionCheckFailure: shown = "NONE" } = input;
  if (shown !== "NONE" && shown !== "ALL_OLD") {
    throw validation(`ReturnValuesOnConditionCheckFailure must be NONE or ALL_OLD, found ${shown}.`);
  }
  return {
    placeholders,
    condition:
      condition === undefined ? undefined : parseCondition("ConditionExpression", condition, placeholders),
    showsOld: shown === "ALL_OLD",
  };
}

/** Throws unless the item as it is meets the condition. */
export function planWrite(write: PreparedWrite, items: Items): PlannedWrite {
  const { table, key, condition } = write;
  const old = items.get(table, key);
  if (condition !== undefined && !holds(condition, old ?? {})) {
    throw conditionFailed(write.showsOld ? old : undefined);
  }
  return { table, key, old, item: write.next(old) };
}

import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { openRecordLog } from "../record-log.ts";
import { compareBySort, keyText, valueText } from "./key.ts";
import { decodeItem, encodeItem, type StoredItem } from "./stored-item.ts";
import type { TableRecord } from "./table.ts";
import { type Item, sizeOfItem } from "./values.ts";

/** What a write does to one key of a table. */
export interface Write {
  readonly table: TableRecord;
  readonly key: Item;
  /** Undefined deletes. */
  readonly item: Item | undefined;
}

/** The items of all tables. */
export interface Items {
  readonly get: (table: TableRecord, key: Item) => Item | undefined;
  /** The items of one partition, by sort key. */
  readonly partition: (table: TableRecord, value: AttributeValue) => readonly Item[];
  /** All items: partitions in an order that means nothing but always is the same, each by sort key. */
  readonly all: (table: TableRecord) => readonly Item[];
  /** Carries out all writes or, should the process die, none. */
  readonly write: (writes: readonly Write[]) => void;
  readonly dropTable: (table: TableRecord) => void;
  readonly sizeOf: (table: TableRecord) => { readonly count: number; readonly bytes: number };
}

type Partition = Map<string, Item>;

/** Opens the items that `file` holds. One file for all tables, so that a transaction over several is one write. */
export function openItems(file: string, tables: readonly TableRecord[]): Items {
  const log = openRecordLog<StoredItem>(file);
  const byTable = new Map<string, Map<string, Partition>>();
  const known = new Map(tables.map((table) => [table.id, table]));
  const orphans: string[] = [];
  for (const [key, stored] of log.entries()) {
    const table = known.get(key.slice(0, key.indexOf("/")));
    if (table === undefined) orphans.push(key);
    else place(table, decodeItem(stored));
  }
  // Left by a table that was deleted while the process died.
  log.apply(orphans.map((key) => ({ key })));

  function partitionFor(table: TableRecord, key: Item): Partition {
    const partitions = byTable.get(table.id) ?? new Map<string, Partition>();
    byTable.set(table.id, partitions);
    const text = valueText(key[table.key.partition.name]);
    const partition = partitions.get(text) ?? new Map<string, Item>();
    partitions.set(text, partition);
    return partition;
  }

  function place(table: TableRecord, item: Item): void {
    partitionFor(table, item).set(keyText(table.key, item), item);
  }

  const sorted = (table: TableRecord, partition: Partition | undefined): readonly Item[] =>
    [...(partition?.values() ?? [])].toSorted((a, b) => compareBySort(table.key, a, b));
  const logKey = (table: TableRecord, key: Item): string => `${table.id}/${keyText(table.key, key)}`;

  const all = (table: TableRecord): readonly Item[] =>
    [...(byTable.get(table.id) ?? [])]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, partition]) => sorted(table, partition));

  return {
    get: (table, key) =>
      byTable.get(table.id)?.get(valueText(key[table.key.partition.name]))?.get(keyText(table.key, key)),
    partition: (table, value) => sorted(table, byTable.get(table.id)?.get(valueText(value))),
    all,
    write: (writes) => {
      log.apply(
        writes.map(({ table, key, item }) => ({
          key: logKey(table, key),
          value: item === undefined ? undefined : encodeItem(item),
        })),
      );
      for (const { table, key, item } of writes) {
        if (item === undefined) partitionFor(table, key).delete(keyText(table.key, key));
        else place(table, item);
      }
    },
    dropTable: (table) => {
      log.apply(all(table).map((item) => ({ key: logKey(table, item) })));
      byTable.delete(table.id);
    },
    sizeOf: (table) => {
      const items = all(table);
      return { count: items.length, bytes: items.reduce((sum, item) => sum + sizeOfItem(item), 0) };
    },
  };
}

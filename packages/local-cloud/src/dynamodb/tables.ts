import { join } from "node:path";
import type { Clock } from "../ports.ts";
import type { Store } from "../store.ts";
import { tableNotFound } from "./errors.ts";
import { type Items, openItems } from "./items.ts";
import type { TableRecord } from "./table.ts";

export interface TablesDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** Items lie in a file under it. */
  readonly dir: string;
  readonly region: string;
}

/** The tables and their items. Tables are found by name or by ARN. */
export interface Tables {
  readonly find: (nameOrArn: string | undefined) => TableRecord | undefined;
  /** Throws when there is no such table. */
  readonly get: (nameOrArn: string | undefined) => TableRecord;
  readonly list: () => readonly TableRecord[];
  readonly save: (table: TableRecord) => void;
  readonly remove: (table: TableRecord) => void;
  readonly items: Items;
}

export function openTables({ store, dir }: TablesDeps): Tables {
  const records = store.collection<TableRecord>("dynamodb-tables");
  const items = openItems(join(dir, "items.ndjson"), records.values());
  const find = (nameOrArn = ""): TableRecord | undefined => records.get(tableNameOf(nameOrArn));
  return {
    find,
    get: (nameOrArn) => {
      const table = find(nameOrArn);
      if (table === undefined) throw tableNotFound();
      return table;
    },
    list: () => records.values().toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    save: (table) => records.set(table.name, table),
    remove: (table) => {
      records.delete(table.name);
      items.dropTable(table);
    },
    items,
  };
}

export function tableNameOf(nameOrArn: string): string {
  return /^arn:[^:]+:dynamodb:[^:]*:[^:]*:table\/([^/]+)$/.exec(nameOrArn)?.[1] ?? nameOrArn;
}

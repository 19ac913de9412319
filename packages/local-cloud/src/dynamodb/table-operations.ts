import { randomUUID } from "node:crypto";
import type {
  CreateTableCommandInput,
  CreateTableCommandOutput,
  DeleteTableCommandInput,
  DeleteTableCommandOutput,
  DescribeTableCommandInput,
  DescribeTableCommandOutput,
  ListTablesCommandInput,
  ListTablesCommandOutput,
  ProvisionedThroughput,
  TableDescription,
  UpdateTableCommandInput,
  UpdateTableCommandOutput,
} from "@aws-sdk/client-dynamodb";
import { arnOf } from "../account.ts";
import { AwsError } from "../aws-error.ts";
import type { Clock } from "../ports.ts";
import { invalidValue, refuseUnsupported, tableNotFound, validation } from "./errors.ts";
import type { KeyAttribute, KeySchema } from "./key.ts";
import { type Billing, describeTable, type TableRecord } from "./table.ts";
import { type Tables, tableNameOf } from "./tables.ts";
import { checkedTags, tagRecord } from "./tags.ts";

type Answer<T> = Omit<T, "$metadata">;

const UNSUPPORTED = [
  "GlobalSecondaryIndexes",
  "GlobalSecondaryIndexUpdates",
  "GlobalTableSettingsReplicationMode",
  "GlobalTableSourceArn",
  "GlobalTableWitnessUpdates",
  "LocalSecondaryIndexes",
  "MultiRegionConsistency",
  "OnDemandThroughput",
  "ReplicaUpdates",
  "ResourcePolicy",
  "SSESpecification",
  "StreamSpecification",
  "WarmThroughput",
];

const MAX_PAGE = 100;

/** Operations on tables as a whole. A table is ready as soon as it is created. */
export function createTableOperations(tables: Tables, clock: Clock, region: string) {
  const describe = (table: TableRecord): TableDescription => describeTable(table, tables.items.sizeOf(table));
  const existing = (nameOrArn: string | undefined): TableRecord => {
    const table = tables.find(nameOrArn);
    if (table === undefined) throw tableNotFound(tableNameOf(nameOrArn ?? ""));
    return table;
  };
  return {
    CreateTable: (input: CreateTableCommandInput): Answer<CreateTableCommandOutput> => {
      refuseUnsupported(input, UNSUPPORTED);
      refuseTableClass(input.TableClass);
      const name = checkedName(input.TableName);
      const key = keySchemaOf(input);
      const billing = billingOf(input.BillingMode ?? "PROVISIONED", input.ProvisionedThroughput);
      if (tables.find(name) !== undefined) {
        throw new AwsError("ResourceInUseException", `Table already exists: ${name}`);
      }
      const table: TableRecord = {
        name,
        arn: arnOf("dynamodb", region, `table/${name}`),
        id: randomUUID(),
        createdMs: clock.nowMs(),
        key,
        billing,
        onDemandSinceMs: billing.mode === "PAY_PER_REQUEST" ? clock.nowMs() : undefined,
        deletionProtected: input.DeletionProtectionEnabled ?? false,
        tags: checkedTags(tagRecord(input.Tags)),
      };
      tables.save(table);
      return { TableDescription: describe(table) };
    },

    DescribeTable: (input: DescribeTableCommandInput): Answer<DescribeTableCommandOutput> => ({
      Table: describe(existing(input.TableName)),
    }),

    UpdateTable: (input: UpdateTableCommandInput): Answer<UpdateTableCommandOutput> => {
      refuseUnsupported(input, UNSUPPORTED);
      refuseTableClass(input.TableClass);
      const table = existing(input.TableName);
      const { BillingMode, ProvisionedThroughput: units, DeletionProtectionEnabled } = input;
      const billing =
        BillingMode === undefined && units === undefined
          ? table.billing
          : billingOf(BillingMode ?? table.billing.mode, units);
      const becameOnDemand = billing.mode === "PAY_PER_REQUEST" && table.billing.mode !== billing.mode;
      const updated: TableRecord = {
        ...table,
        billing,
        onDemandSinceMs: becameOnDemand ? clock.nowMs() : table.onDemandSinceMs,
        deletionProtected: DeletionProtectionEnabled ?? table.deletionProtected,
      };
      tables.save(updated);
      return { TableDescription: describe(updated) };
    },

    DeleteTable: (input: DeleteTableCommandInput): Answer<DeleteTableCommandOutput> => {
      const table = existing(input.TableName);
      if (table.deletionProtected) {
        throw validation(
          `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first. Table name: ${table.name}`,
        );
      }
      const description = describe(table);
      tables.remove(table);
      return { TableDescription: { ...description, TableStatus: "DELETING" } };
    },

    ListTables: (input: ListTablesCommandInput): Answer<ListTablesCommandOutput> => {
      const { ExclusiveStartTableName: after, Limit: limit = MAX_PAGE } = input;
      if (limit < 1 || limit > MAX_PAGE) {
        throw validation(`Limit must be between 1 and ${MAX_PAGE}, found ${limit}.`);
      }
      const names = tables.list().map(({ name }) => name);
      const rest = after === undefined ? names : names.filter((name) => name > after);
      const page = rest.slice(0, limit);
      return {
        TableNames: page,
        ...(rest.length > limit ? { LastEvaluatedTableName: page.at(-1) } : {}),
      };
    },
  };
}

function checkedName(name: string | undefined): string {
  if (name !== undefined && /^[\w.-]{3,255}$/.test(name)) return name;
  throw validation(
    `1 validation error detected: Value '${name ?? ""}' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+ and have a length of 3 to 255`,
  );
}

function refuseTableClass(tableClass: string | undefined): void {
  if (tableClass === undefined || tableClass === "STANDARD") return;
  throw validation(`TableClass ${tableClass} is not supported by the local cloud; it has STANDARD only.`);
}

function keySchemaOf({
  KeySchema: given = [],
  AttributeDefinitions = [],
}: CreateTableCommandInput): KeySchema {
  const types = new Map(AttributeDefinitions.map((each) => [each.AttributeName, each.AttributeType]));
  const attribute = (name = ""): KeyAttribute => {
    const type = types.get(name);
    if (type === "S" || type === "N" || type === "B") return { name, type };
    throw invalidValue(
      `Some index key attributes are not defined in AttributeDefinitions. Keys: [${name}], AttributeDefinitions: [${[...types.keys()].join(", ")}]`,
    );
  };
  const [partition, sort, ...others] = given;
  if (
    partition?.KeyType !== "HASH" ||
    others.length > 0 ||
    (sort !== undefined && sort.KeyType !== "RANGE")
  ) {
    throw invalidValue(
      "Invalid KeySchema: The first KeySchemaElement must be a HASH key type, and a second one a RANGE key type",
    );
  }
  if (partition.AttributeName === sort?.AttributeName) {
    throw invalidValue(
      "Invalid KeySchema: Both the Hash Key and the Range Key element in the KeySchema have the same name",
    );
  }
  if (types.size !== given.length) {
    throw invalidValue(
      "Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions",
    );
  }
  return {
    partition: attribute(partition.AttributeName),
    ...(sort === undefined ? {} : { sort: attribute(sort.AttributeName) }),
  };
}

function billingOf(mode: string, units: ProvisionedThroughput | undefined): Billing {
  if (mode === "PAY_PER_REQUEST") {
    if (units === undefined) return { mode };
    throw invalidValue(
      "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
    );
  }
  if (mode !== "PROVISIONED") {
    throw validation(`BillingMode must be PROVISIONED or PAY_PER_REQUEST, found ${mode}.`);
  }
  const { ReadCapacityUnits: readUnits = 0, WriteCapacityUnits: writeUnits = 0 } = units ?? {};
  if (readUnits < 1 || writeUnits < 1) {
    throw invalidValue(
      "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
    );
  }
  return { mode, readUnits, writeUnits };
}

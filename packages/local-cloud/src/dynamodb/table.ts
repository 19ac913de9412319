import type { TableDescription } from "@aws-sdk/client-dynamodb";
import type { KeySchema } from "./key.ts";
import { keyAttributes } from "./key.ts";

/** A table as it is kept. */
export interface TableRecord {
  readonly name: string;
  readonly arn: string;
  /** Made anew with each table, so that a table never finds the items of an earlier one of its name. */
  readonly id: string;
  readonly createdMs: number;
  readonly key: KeySchema;
  readonly billing: Billing;
  /** When the table last became on-demand. */
  readonly onDemandSinceMs?: number | undefined;
  readonly deletionProtected: boolean;
  readonly recovery?: { readonly sinceMs: number; readonly days: number } | undefined;
  readonly timeToLive?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

export type Billing =
  | { readonly mode: "PAY_PER_REQUEST" }
  | { readonly mode: "PROVISIONED"; readonly readUnits: number; readonly writeUnits: number };

export function describeTable(
  table: TableRecord,
  content: { readonly count: number; readonly bytes: number },
): TableDescription {
  const { billing } = table;
  const units = billing.mode === "PROVISIONED" ? billing : ({ readUnits: 0, writeUnits: 0 } as const);
  return {
    AttributeDefinitions: keyAttributes(table.key).map(({ name, type }) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    TableName: table.name,
    KeySchema: keyAttributes(table.key).map(({ name }, index) => ({
      AttributeName: name,
      KeyType: index === 0 ? "HASH" : "RANGE",
    })),
    TableStatus: "ACTIVE",
    CreationDateTime: new Date(table.createdMs),
    ProvisionedThroughput: {
      NumberOfDecreasesToday: 0,
      ReadCapacityUnits: units.readUnits,
      WriteCapacityUnits: units.writeUnits,
    },
    TableSizeBytes: content.bytes,
    ItemCount: content.count,
    TableArn: table.arn,
    TableId: table.id,
    ...(table.onDemandSinceMs === undefined
      ? {}
      : {
          BillingModeSummary: {
            BillingMode: billing.mode,
            LastUpdateToPayPerRequestDateTime: new Date(table.onDemandSinceMs),
          },
        }),
    DeletionProtectionEnabled: table.deletionProtected,
  };
}

import { ScalarAttributeType, type TableDescription } from "@aws-sdk/client-dynamodb";
import { z } from "zod";
import type { Properties } from "../engine/provider.ts";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { regionInput, tags, text } from "./inputs.ts";
import type { DynamoDbPort } from "./ports.ts";
import { type ResourceType, required, resourceType } from "./resource-type.ts";
import { tableItemType } from "./table-item.ts";
import { changeTags, type TagOperations } from "./tags.ts";

/** The types of `aws.dynamodb`. */
export function dynamoDbTypes(dynamoDb: DynamoDbPort, region: string): readonly ResourceType[] {
  return [tableType(dynamoDb, region), tableItemType(dynamoDb, region)];
}

function tableType(dynamoDb: DynamoDbPort, region: string): ResourceType {
  const tagging: TagOperations = {
    add: (ResourceArn, added) => dynamoDb.TagResource({ ResourceArn, Tags: tagList(added) }, ACCOUNT_CONTEXT),
    remove: (ResourceArn, TagKeys) => dynamoDb.UntagResource({ ResourceArn, TagKeys }, ACCOUNT_CONTEXT),
  };
  const inputs = z.strictObject({
    attributes: z
      .array(z.strictObject({ name: text, type: z.enum(Object.values(ScalarAttributeType)) }))
      .min(1),
    billingMode: z.enum(["PROVISIONED", "PAY_PER_REQUEST"]).optional(),
    deletionProtectionEnabled: z.boolean().optional(),
    hashKey: text,
    name: text,
    pointInTimeRecovery: z
      .strictObject({ enabled: z.boolean(), recoveryPeriodInDays: z.int().min(1).max(35).optional() })
      .optional(),
    rangeKey: text.optional(),
    readCapacity: z.int().optional(),
    region: regionInput(region),
    streamEnabled: z.literal(false, { error: "the local cloud has no streams" }).optional(),
    tableClass: z.literal("STANDARD", { error: "the local cloud has the class STANDARD only" }).optional(),
    tags,
    ttl: z.strictObject({ attributeName: text.optional(), enabled: z.boolean().optional() }).optional(),
    writeCapacity: z.int().optional(),
  });
  type Inputs = z.output<typeof inputs>;

  const billingOf = ({ billingMode = "PROVISIONED", readCapacity, writeCapacity }: Inputs) => ({
    BillingMode: billingMode,
    ...(billingMode === "PROVISIONED"
      ? { ProvisionedThroughput: { ReadCapacityUnits: readCapacity, WriteCapacityUnits: writeCapacity } }
      : {}),
  });
  const setRecovery = async (name: string, { pointInTimeRecovery: wanted }: Inputs): Promise<void> => {
    await dynamoDb.UpdateContinuousBackups(
      {
        TableName: name,
        PointInTimeRecoverySpecification: {
          PointInTimeRecoveryEnabled: wanted?.enabled ?? false,
          RecoveryPeriodInDays: wanted?.recoveryPeriodInDays,
        },
      },
      ACCOUNT_CONTEXT,
    );
  };
  /** The attribute of a table changes by switching the old one off and the new one on. */
  const setTimeToLive = async (name: string, { ttl }: Inputs): Promise<void> => {
    const wanted = ttl?.enabled === true ? ttl.attributeName : undefined;
    const found = await dynamoDb.DescribeTimeToLive({ TableName: name }, ACCOUNT_CONTEXT);
    const current = found.TimeToLiveDescription?.AttributeName;
    if (wanted === current) return;
    for (const [AttributeName, Enabled] of [
      [current, false],
      [wanted, true],
    ] as const) {
      if (AttributeName === undefined) continue;
      await dynamoDb.UpdateTimeToLive(
        { TableName: name, TimeToLiveSpecification: { AttributeName, Enabled } },
        ACCOUNT_CONTEXT,
      );
    }
  };

  return resourceType({
    token: "aws:dynamodb/table:Table",
    inputs,
    autoname: { property: "name", maxLength: 255 },
    replaceOn: ["attributes", "hashKey", "name", "rangeKey"],
    create: async (given) => {
      const { name, attributes, hashKey, rangeKey, deletionProtectionEnabled } = given;
      await dynamoDb.CreateTable(
        {
          TableName: name,
          AttributeDefinitions: attributes.map((each) => ({
            AttributeName: each.name,
            AttributeType: each.type,
          })),
          KeySchema: [
            { AttributeName: hashKey, KeyType: "HASH" },
            ...(rangeKey === undefined ? [] : [{ AttributeName: rangeKey, KeyType: "RANGE" } as const]),
          ],
          ...billingOf(given),
          DeletionProtectionEnabled: deletionProtectionEnabled,
          Tags: given.tags === undefined ? undefined : tagList(given.tags),
        },
        ACCOUNT_CONTEXT,
      );
      if (given.pointInTimeRecovery?.enabled === true) await setRecovery(name, given);
      if (given.ttl !== undefined) await setTimeToLive(name, given);
      return name;
    },
    update: async (name, given, touches, old) => {
      if (["billingMode", "readCapacity", "writeCapacity"].some(touches)) {
        await dynamoDb.UpdateTable({ TableName: name, ...billingOf(given) }, ACCOUNT_CONTEXT);
      }
      if (touches("deletionProtectionEnabled")) {
        const DeletionProtectionEnabled = given.deletionProtectionEnabled ?? false;
        await dynamoDb.UpdateTable({ TableName: name, DeletionProtectionEnabled }, ACCOUNT_CONTEXT);
      }
      if (touches("pointInTimeRecovery")) await setRecovery(name, given);
      if (touches("ttl")) await setTimeToLive(name, given);
      if (touches("tags")) await changeTags(tagging, String(old.outputs.arn), old.inputs.tags, given.tags);
    },
    delete: async (name) => {
      await dynamoDb.DeleteTable({ TableName: name }, ACCOUNT_CONTEXT);
    },
    describe: async (name) => {
      const found = await dynamoDb.DescribeTable({ TableName: name }, ACCOUNT_CONTEXT);
      const table = required(found.Table, "the table");
      const ResourceArn = required(table.TableArn, "the table's ARN");
      const [backups, timeToLive, listed] = [
        await dynamoDb.DescribeContinuousBackups({ TableName: name }, ACCOUNT_CONTEXT),
        await dynamoDb.DescribeTimeToLive({ TableName: name }, ACCOUNT_CONTEXT),
        await dynamoDb.ListTagsOfResource({ ResourceArn }, ACCOUNT_CONTEXT),
      ];
      const recovery = backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
      const tableTags = Object.fromEntries((listed.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
      return {
        ...outputsOf(table),
        pointInTimeRecovery: {
          enabled: recovery?.PointInTimeRecoveryStatus === "ENABLED",
          ...(recovery?.RecoveryPeriodInDays === undefined
            ? {}
            : { recoveryPeriodInDays: recovery.RecoveryPeriodInDays }),
        },
        ttl: {
          enabled: timeToLive.TimeToLiveDescription?.TimeToLiveStatus === "ENABLED",
          attributeName: timeToLive.TimeToLiveDescription?.AttributeName ?? "",
        },
        region,
        tags: tableTags,
        tagsAll: tableTags,
      };
    },
  });
}

function outputsOf(table: TableDescription): Properties {
  const keyNamed = (type: "HASH" | "RANGE") => table.KeySchema?.find(({ KeyType }) => KeyType === type);
  return {
    arn: table.TableArn,
    attributes: table.AttributeDefinitions?.map(({ AttributeName, AttributeType }) => ({
      name: AttributeName,
      type: AttributeType,
    })),
    billingMode: table.BillingModeSummary?.BillingMode ?? "PROVISIONED",
    deletionProtectionEnabled: table.DeletionProtectionEnabled ?? false,
    hashKey: keyNamed("HASH")?.AttributeName,
    name: table.TableName,
    rangeKey: keyNamed("RANGE")?.AttributeName,
    readCapacity: table.ProvisionedThroughput?.ReadCapacityUnits ?? 0,
    streamArn: "",
    streamEnabled: false,
    streamLabel: "",
    streamViewType: "",
    tableClass: "STANDARD",
    writeCapacity: table.ProvisionedThroughput?.WriteCapacityUnits ?? 0,
  };
}

function tagList(map: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(map).map(([Key, Value]) => ({ Key, Value }));
}

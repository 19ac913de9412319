import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { z } from "zod";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { regionInput, text } from "./inputs.ts";
import type { DynamoDbPort } from "./ports.ts";
import { type ResourceType, required, resourceType } from "./resource-type.ts";

type Item = Record<string, AttributeValue>;

/** A value as DynamoDB's JSON has it: `{ "S": "text" }`. Binary values are base64. */
const attributeValue: z.ZodType<AttributeValue> = z.lazy(() =>
  z.union(
    [
      z.strictObject({ S: text }),
      z.strictObject({ N: text }),
      z.strictObject({ B: z.base64().transform(bytesOf) }),
      z.strictObject({ BOOL: z.boolean() }),
      z.strictObject({ NULL: z.boolean() }),
      z.strictObject({ SS: z.array(text) }),
      z.strictObject({ NS: z.array(text) }),
      z.strictObject({ BS: z.array(z.base64().transform(bytesOf)) }),
      z.strictObject({ L: z.array(attributeValue) }),
      z.strictObject({ M: z.record(z.string(), attributeValue) }),
    ],
    { error: 'expected a typed value such as {"S": "text"}' },
  ),
);
const itemSchema = z.record(z.string(), attributeValue);

/** `aws:dynamodb/tableItem:TableItem`: one item, as JSON with types. */
export function tableItemType(dynamoDb: DynamoDbPort, region: string): ResourceType {
  const inputs = z.strictObject({
    hashKey: text,
    item: text.refine((json) => itemIn(json) !== undefined, {
      error: 'expected the JSON of an item with typed values such as {"pk": {"S": "text"}}',
    }),
    rangeKey: text.optional(),
    region: regionInput(region),
    tableName: text,
  });
  type Inputs = z.output<typeof inputs>;
  const put = async ({ tableName, item }: Inputs, more: object): Promise<void> => {
    await dynamoDb.PutItem(
      { TableName: tableName, Item: required(itemIn(item), "an item"), ...more },
      ACCOUNT_CONTEXT,
    );
  };

  return resourceType({
    token: "aws:dynamodb/tableItem:TableItem",
    inputs,
    replaceOn: ["hashKey", "rangeKey", "tableName"],
    create: async (given) => {
      // The provider creates what is not there yet and never takes over what is.
      await put(given, {
        ConditionExpression: "attribute_not_exists(#key)",
        ExpressionAttributeNames: { "#key": given.hashKey },
      });
      return idOf(given);
    },
    replaceBecause: (oldInputs, newInputs) => (idOf(oldInputs) === idOf(newInputs) ? [] : ["item"]),
    update: async (_id, given) => put(given, {}),
    delete: async (_id, given) => {
      await dynamoDb.DeleteItem({ TableName: given.tableName, Key: keyOf(given) }, ACCOUNT_CONTEXT);
    },
    describe: async (id) => {
      const at = id.indexOf("|");
      const Key = required(itemIn(id.slice(at + 1)), "a key in the item's id");
      const found = await dynamoDb.GetItem(
        { TableName: id.slice(0, at), Key, ConsistentRead: true },
        ACCOUNT_CONTEXT,
      );
      return found.Item === undefined ? undefined : { region };
    },
  });

  /** The table's name, and the key as JSON with types. */
  function idOf(given: Inputs): string {
    return `${given.tableName}|${JSON.stringify(keyIn(JSON.parse(given.item) as Readonly<Record<string, unknown>>, given))}`;
  }

  function keyOf(given: Inputs): Item {
    return keyIn(required(itemIn(given.item), "an item"), given);
  }
}

/** The key's attributes of an item, whichever form its values have. */
function keyIn<T>(
  item: Readonly<Record<string, T>>,
  keys: { readonly hashKey: string; readonly rangeKey?: string | undefined },
): Record<string, T> {
  const names = keys.rangeKey === undefined ? [keys.hashKey] : [keys.hashKey, keys.rangeKey];
  return Object.fromEntries(
    names.map((name) => {
      const value = item[name];
      if (value === undefined) throw new Error(`Expected the key ${name} in the item, found none.`);
      return [name, value];
    }),
  );
}

/** The item in a JSON text; undefined when there is none. */
function itemIn(json: string): Item | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return undefined;
  }
  return itemSchema.safeParse(parsed).data;
}

function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, "base64"));
}

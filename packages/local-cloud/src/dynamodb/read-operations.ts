import type {
  AttributeValue,
  QueryCommandInput,
  QueryCommandOutput,
  ScanCommandInput,
  ScanCommandOutput,
} from "@aws-sdk/client-dynamodb";
import { refuseUnsupported, validation } from "./errors.ts";
import { type Condition, type Operand, parseCondition } from "./expressions/condition.ts";
import { holds } from "./expressions/holds.ts";
import { parseKeyCondition } from "./expressions/key-condition.ts";
import type { Path } from "./expressions/path.ts";
import { parseProjection, project } from "./expressions/projection.ts";
import { type Placeholders, placeholdersOf } from "./expressions/reader.ts";
import { checkedKey, compareBySort, keyAttributes, keyOfItem, valueText } from "./key.ts";
import type { TableRecord } from "./table.ts";
import type { Tables } from "./tables.ts";
import { type Item, sizeOfItem } from "./values.ts";

type Answer<T> = Omit<T, "$metadata">;

const UNSUPPORTED = [
  "AttributesToGet",
  "ConditionalOperator",
  "IndexName",
  "KeyConditions",
  "QueryFilter",
  "ReturnConsumedCapacity",
  "ScanFilter",
  "Segment",
  "TotalSegments",
];

/** A page ends when so much has been read, whatever the filter leaves of it. */
const PAGE_BYTES = 1024 * 1024;

/** Query and Scan. */
export function createReadOperations(tables: Tables) {
  return {
    Query: (input: QueryCommandInput): Answer<QueryCommandOutput> => {
      refuseUnsupported(input, UNSUPPORTED);
      const table = tables.get(input.TableName);
      const placeholders = placeholdersOf(input);
      if (input.KeyConditionExpression === undefined) {
        throw validation(
          "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
        );
      }
      const condition = parseKeyCondition(input.KeyConditionExpression, table.key, placeholders);
      const shape = shapeOf(input, placeholders);
      refuseKeysInFilter(shape.filter, table);
      const ascending = tables.items.partition(table, condition.partition).filter(condition.fits);
      const forward = input.ScanIndexForward ?? true;
      const start = startOf(table, input.ExclusiveStartKey);
      if (
        start !== undefined &&
        valueText(start[table.key.partition.name]) !== valueText(condition.partition)
      ) {
        throw validation(
          "The provided starting key is outside query boundaries based on provided conditions",
        );
      }
      const after = (item: Item): boolean => {
        const order = start === undefined ? 1 : compareBySort(table.key, item, start);
        return forward || start === undefined ? order > 0 : order < 0;
      };
      const ordered = forward ? ascending : ascending.toReversed();
      return pageOf(table, ordered.filter(after), shape);
    },

    Scan: (input: ScanCommandInput): Answer<ScanCommandOutput> => {
      refuseUnsupported(input, UNSUPPORTED);
      const table = tables.get(input.TableName);
      const shape = shapeOf(input, placeholdersOf(input));
      const start = startOf(table, input.ExclusiveStartKey);
      const all = tables.items.all(table);
      return pageOf(
        table,
        start === undefined ? all : all.filter((item) => comesAfter(table, item, start)),
        shape,
      );
    },
  };
}

interface ReadInput {
  readonly FilterExpression?: string | undefined;
  readonly ProjectionExpression?: string | undefined;
  readonly Select?: string | undefined;
  readonly Limit?: number | undefined;
}

interface Shape {
  readonly filter: Condition | undefined;
  readonly paths: readonly Path[] | undefined;
  readonly countsOnly: boolean;
  readonly limit: number;
}

function shapeOf(input: ReadInput, placeholders: Placeholders): Shape {
  const { FilterExpression, ProjectionExpression, Select, Limit } = input;
  if (Limit !== undefined && Limit < 1) {
    throw validation(
      `1 validation error detected: Value '${Limit}' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1`,
    );
  }
  if (Select !== undefined && !["ALL_ATTRIBUTES", "COUNT", "SPECIFIC_ATTRIBUTES"].includes(Select)) {
    throw validation(`Select must be ALL_ATTRIBUTES, COUNT or SPECIFIC_ATTRIBUTES, found ${Select}.`);
  }
  if (ProjectionExpression !== undefined && Select !== undefined && Select !== "SPECIFIC_ATTRIBUTES") {
    throw validation(`Cannot specify the ProjectionExpression when choosing to get ${Select}`);
  }
  if (ProjectionExpression === undefined && Select === "SPECIFIC_ATTRIBUTES") {
    throw validation("Must specify the ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES");
  }
  const shape = {
    filter:
      FilterExpression === undefined
        ? undefined
        : parseCondition("FilterExpression", FilterExpression, placeholders),
    paths:
      ProjectionExpression === undefined ? undefined : parseProjection(ProjectionExpression, placeholders),
    countsOnly: Select === "COUNT",
    limit: Limit ?? Number.POSITIVE_INFINITY,
  };
  placeholders.refuseUnused();
  return shape;
}

function startOf(table: TableRecord, key: Record<string, AttributeValue> | undefined): Item | undefined {
  if (key === undefined) return undefined;
  try {
    return checkedKey(table.key, key);
  } catch {
    throw validation(
      "The provided starting key is invalid: The provided key element does not match the schema",
    );
  }
}

/** In the order in which a scan goes through a table. */
function comesAfter(table: TableRecord, item: Item, start: Item): boolean {
  const { name } = table.key.partition;
  const [own, other] = [valueText(item[name]), valueText(start[name])];
  return own === other ? compareBySort(table.key, item, start) > 0 : own > other;
}

function pageOf(table: TableRecord, items: readonly Item[], shape: Shape): Answer<QueryCommandOutput> {
  const read: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    if (read.length >= shape.limit) break;
    bytes += sizeOfItem(item);
    read.push(item);
    if (bytes >= PAGE_BYTES) break;
  }
  const last = read.at(-1);
  // A page that is as long as its limit never tells whether it is the last one.
  const isCut = last !== undefined && (read.length < items.length || read.length === shape.limit);
  const { filter } = shape;
  const found = filter === undefined ? read : read.filter((item) => holds(filter, item));
  return {
    ...(shape.countsOnly ? {} : { Items: found.map((item) => project(item, shape.paths)) }),
    Count: found.length,
    ScannedCount: read.length,
    ...(isCut ? { LastEvaluatedKey: { ...keyOfItem(table.key, last) } } : {}),
  };
}

function refuseKeysInFilter(filter: Condition | undefined, table: TableRecord): void {
  const named = filter === undefined ? new Set<unknown>() : new Set(attributesOf(filter));
  const key = keyAttributes(table.key).find(({ name }) => named.has(name));
  if (key === undefined) return;
  throw validation(
    `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${key.name}`,
  );
}

function attributesOf(condition: Condition): readonly unknown[] {
  switch (condition.kind) {
    case "and":
    case "or":
      return [...attributesOf(condition.left), ...attributesOf(condition.right)];
    case "not":
      return attributesOf(condition.inner);
    case "exists":
    case "type":
      return [condition.path[0]];
    case "compare":
      return firstSteps([condition.left, condition.right]);
    case "between":
      return firstSteps([condition.of, condition.low, condition.high]);
    case "in":
      return firstSteps([condition.of, ...condition.options]);
    case "begins-with":
    case "contains":
      return firstSteps([condition.of, condition.part]);
  }
}

function firstSteps(operands: readonly Operand[]): readonly unknown[] {
  return operands.flatMap((operand) => (operand.kind === "value" ? [] : [operand.path[0]]));
}

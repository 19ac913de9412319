import { arnOf } from "../account.ts";
import type { Permission } from "../wire/service.ts";
import { tableNameOf } from "./tables.ts";

type Input = Readonly<Record<string, unknown>>;

const BY_TABLE = new Set([
  "CreateTable",
  "DeleteItem",
  "DeleteTable",
  "DescribeContinuousBackups",
  "DescribeTable",
  "DescribeTimeToLive",
  "GetItem",
  "PutItem",
  "Query",
  "Scan",
  "UpdateContinuousBackups",
  "UpdateItem",
  "UpdateTable",
  "UpdateTimeToLive",
]);
const BY_ARN = new Set(["ListTagsOfResource", "TagResource", "UntagResource"]);

/** Documented: a transaction needs what its parts would need on their own, and an action of its own for checks. */
const TRANSACTION_ACTIONS: Readonly<Record<string, string>> = {
  ConditionCheck: "ConditionCheckItem",
  Delete: "DeleteItem",
  Get: "GetItem",
  Put: "PutItem",
  Update: "UpdateItem",
};

/** What a role session needs for an operation; undefined (refused) for a request that names no table. */
export function dynamoDbPermissions(
  region: string,
  operation: string,
  input: Input,
): readonly Permission[] | undefined {
  const on = (action: string, table: unknown): Permission | undefined =>
    typeof table === "string"
      ? { action: `dynamodb:${action}`, resource: arnOf("dynamodb", region, `table/${tableNameOf(table)}`) }
      : undefined;
  if (operation === "ListTables") return [{ action: "dynamodb:ListTables", resource: "*" }];
  if (BY_ARN.has(operation)) {
    const { ResourceArn: arn } = input;
    return typeof arn === "string" ? [{ action: `dynamodb:${operation}`, resource: arn }] : undefined;
  }
  if (BY_TABLE.has(operation)) {
    const needed = [on(operation, input["TableName"])];
    return all(isTagged(input) ? [...needed, on("TagResource", input["TableName"])] : needed);
  }
  if (operation === "BatchGetItem" || operation === "BatchWriteItem") {
    return all(Object.keys(recordOf(input["RequestItems"])).map((table) => on(operation, table)));
  }
  if (operation !== "TransactWriteItems" && operation !== "TransactGetItems") return undefined;
  const requests: readonly unknown[] = Array.isArray(input["TransactItems"]) ? input["TransactItems"] : [];
  return all(
    requests.flatMap((request) =>
      Object.entries(recordOf(request)).map(([kind, part]) => {
        const action = TRANSACTION_ACTIONS[kind];
        return action === undefined ? undefined : on(action, recordOf(part)["TableName"]);
      }),
    ),
  );
}

/** One gap in what is known about a request, and nothing is. */
function all(permissions: readonly (Permission | undefined)[]): readonly Permission[] | undefined {
  const known = permissions.filter((each) => each !== undefined);
  return known.length === permissions.length && known.length > 0 ? known : undefined;
}

function isTagged({ Tags: tags }: Input): boolean {
  return Array.isArray(tags) && tags.length > 0;
}

function recordOf(value: unknown): Input {
  return typeof value === "object" && value !== null ? (value as Input) : {};
}

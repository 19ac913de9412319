import * as schemas from "@aws-sdk/client-dynamodb";
import type { WireService } from "../wire/service.ts";
import { createBatches } from "./batches.ts";
import { createItemOperations } from "./item-operations.ts";
import { dynamoDbPermissions } from "./permissions.ts";
import { createReadOperations } from "./read-operations.ts";
import { createTableOperations } from "./table-operations.ts";
import { openTables, type TablesDeps } from "./tables.ts";
import { createTagOperations } from "./tags.ts";
import { createTransactions } from "./transactions.ts";
import { createUpkeepOperations } from "./upkeep-operations.ts";

/** DynamoDB: tables, conditional writes and transactions. An item is on disk when the call returns. */
export interface DynamoDbService {
  readonly operations: DynamoDbOperations;
  readonly wire: WireService;
}

export type DynamoDbOperations = ReturnType<typeof createTableOperations> &
  ReturnType<typeof createUpkeepOperations> &
  ReturnType<typeof createTagOperations> &
  ReturnType<typeof createItemOperations> &
  ReturnType<typeof createReadOperations> &
  ReturnType<typeof createTransactions> &
  ReturnType<typeof createBatches>;

/** Opens DynamoDB over what the store and `dir` hold. */
export function createDynamoDb(deps: TablesDeps): DynamoDbService {
  const { clock, region } = deps;
  const tables = openTables(deps);
  const operations: DynamoDbOperations = {
    ...createTableOperations(tables, clock, region),
    ...createUpkeepOperations(tables, clock),
    ...createTagOperations(tables),
    ...createItemOperations(tables),
    ...createReadOperations(tables),
    ...createTransactions(tables, clock),
    ...createBatches(tables),
  };
  return {
    operations,
    wire: {
      signingName: "dynamodb",
      schemas,
      operations: { ...operations },
      permissions: (operation, input) => dynamoDbPermissions(region, operation, input),
    },
  };
}

import type {
  DeleteFunctionConcurrencyCommandInput,
  DeleteFunctionConcurrencyCommandOutput,
  GetFunctionConcurrencyCommandInput,
  GetFunctionConcurrencyCommandOutput,
  PutFunctionConcurrencyCommandInput,
  PutFunctionConcurrencyCommandOutput,
} from "@aws-sdk/client-lambda";
import { invalidParameter } from "./errors.ts";
import { parseFunctionName } from "./function-names.ts";
import type { FunctionStore } from "./function-store.ts";
import type { LambdaOperation } from "./operation.ts";
import { provisionedElsewhere } from "./provisioned-configs.ts";
import type { FunctionRecord } from "./records.ts";

/** Reserved concurrency: the most invocations of a function that run at a time; 0 stops it. */
export interface ConcurrencyOperations {
  readonly PutFunctionConcurrency: LambdaOperation<
    PutFunctionConcurrencyCommandInput,
    PutFunctionConcurrencyCommandOutput
  >;
  readonly GetFunctionConcurrency: LambdaOperation<
    GetFunctionConcurrencyCommandInput,
    GetFunctionConcurrencyCommandOutput
  >;
  readonly DeleteFunctionConcurrency: LambdaOperation<
    DeleteFunctionConcurrencyCommandInput,
    DeleteFunctionConcurrencyCommandOutput
  >;
}

export function createConcurrencyOperations(store: FunctionStore): ConcurrencyOperations {
  const find = (name: string | undefined): FunctionRecord => {
    const reference = parseFunctionName(name, undefined, store.region);
    if (reference.qualifier !== undefined) {
      throw invalidParameter("Reserved concurrency belongs to the function: leave the qualifier out.");
    }
    return store.get(reference.name);
  };

  return {
    PutFunctionConcurrency: async (input) => {
      const record = find(input.FunctionName);
      const reserved = input.ReservedConcurrentExecutions ?? Number.NaN;
      if (!Number.isInteger(reserved) || reserved < 0) {
        throw invalidParameter(
          `1 validation error detected: Value '${reserved}' at 'reservedConcurrentExecutions' failed to satisfy constraint: Member must have value greater than or equal to 0`,
        );
      }
      const provisioned = provisionedElsewhere(record);
      if (reserved < provisioned) {
        throw invalidParameter(
          `ReservedConcurrentExecutions should not be lower than function's total provisioned concurrency [${provisioned}].`,
        );
      }
      store.put({ ...record, reservedConcurrency: reserved });
      return { ReservedConcurrentExecutions: reserved };
    },
    GetFunctionConcurrency: async (input) => {
      const { reservedConcurrency } = find(input.FunctionName);
      return reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
    },
    DeleteFunctionConcurrency: async (input) => {
      const { reservedConcurrency: _removed, ...rest } = find(input.FunctionName);
      store.put(rest);
      return {};
    },
  };
}

import type {
  DeleteProvisionedConcurrencyConfigCommandInput,
  DeleteProvisionedConcurrencyConfigCommandOutput,
  GetProvisionedConcurrencyConfigCommandInput,
  GetProvisionedConcurrencyConfigCommandOutput,
  ListProvisionedConcurrencyConfigsCommandInput,
  ListProvisionedConcurrencyConfigsCommandOutput,
  PutProvisionedConcurrencyConfigCommandInput,
  PutProvisionedConcurrencyConfigCommandOutput,
} from "@aws-sdk/client-lambda";
import { AwsError } from "../aws-error.ts";
import { conflict, invalidParameter } from "./errors.ts";
import { functionArn, parseFunctionName } from "./function-names.ts";
import { aliasOf, type FunctionStore, versionNumbered } from "./function-store.ts";
import type { LambdaOperation } from "./operation.ts";
import { paginate } from "./paginate.ts";
import { provisionedElsewhere, versionMeant, withoutProvisioned } from "./provisioned-configs.ts";
import type { ProvisionedState } from "./provisioned-environments.ts";
import type { FunctionRecord, ProvisionedConfig } from "./records.ts";

/** Provisioned concurrency: environments that are kept ready for a version. */
export interface ProvisionedOperations {
  readonly PutProvisionedConcurrencyConfig: LambdaOperation<
    PutProvisionedConcurrencyConfigCommandInput,
    PutProvisionedConcurrencyConfigCommandOutput
  >;
  readonly GetProvisionedConcurrencyConfig: LambdaOperation<
    GetProvisionedConcurrencyConfigCommandInput,
    GetProvisionedConcurrencyConfigCommandOutput
  >;
  readonly DeleteProvisionedConcurrencyConfig: LambdaOperation<
    DeleteProvisionedConcurrencyConfigCommandInput,
    DeleteProvisionedConcurrencyConfigCommandOutput
  >;
  readonly ListProvisionedConcurrencyConfigs: LambdaOperation<
    ListProvisionedConcurrencyConfigsCommandInput,
    ListProvisionedConcurrencyConfigsCommandOutput
  >;
}

export interface ProvisionedOperationDeps {
  readonly store: FunctionStore;
  readonly stateOf: (functionName: string, version: string) => ProvisionedState | undefined;
  /** A configuration was written, perhaps the same again: what failed is tried once more. */
  readonly retry: (functionName: string, version: string) => void;
  /** Environments that one function may keep ready. */
  readonly limit: number;
}

export function createProvisionedOperations(deps: ProvisionedOperationDeps): ProvisionedOperations {
  const { store } = deps;

  const target = (input: {
    readonly FunctionName?: string | undefined;
    readonly Qualifier?: string | undefined;
  }) => {
    const { name, qualifier } = parseFunctionName(input.FunctionName, input.Qualifier, store.region);
    if (qualifier === undefined) throw invalidParameter("Qualifier is required: a version or an alias.");
    return { record: store.get(name), qualifier };
  };

  const view = (record: FunctionRecord, qualifier: string, config: ProvisionedConfig) => {
    const state = deps.stateOf(record.name, versionMeant(record, qualifier));
    return {
      RequestedProvisionedConcurrentExecutions: config.requested,
      AvailableProvisionedConcurrentExecutions: state?.allocated ?? 0,
      AllocatedProvisionedConcurrentExecutions: state?.allocated ?? 0,
      Status: state?.status ?? ("IN_PROGRESS" as const),
      ...(state?.reason === undefined ? {} : { StatusReason: state.reason }),
      LastModified: new Date(config.lastModifiedMs).toISOString().replace("Z", "+0000"),
    };
  };

  return {
    PutProvisionedConcurrencyConfig: async (input) => {
      const { record, qualifier } = target(input);
      const requested = input.ProvisionedConcurrentExecutions ?? Number.NaN;
      if (!Number.isInteger(requested) || requested < 1) {
        throw invalidParameter(
          `1 validation error detected: Value '${requested}' at 'provisionedConcurrentExecutions' failed to satisfy constraint: Member must have value greater than or equal to 1`,
        );
      }
      checkQualifier(store, record, qualifier);
      checkAmount(record, qualifier, requested, deps.limit);
      const config: ProvisionedConfig = { requested, lastModifiedMs: store.nowMs() };
      const changed: FunctionRecord = {
        ...record,
        provisionedConcurrency: { ...record.provisionedConcurrency, [qualifier]: config },
      };
      store.put(changed);
      deps.retry(record.name, versionMeant(changed, qualifier));
      // AWS answers so even when nothing is left to do.
      return { ...view(changed, qualifier, config), Status: "IN_PROGRESS" };
    },

    GetProvisionedConcurrencyConfig: async (input) => {
      const { record, qualifier } = target(input);
      const config = record.provisionedConcurrency?.[qualifier];
      if (config === undefined) {
        throw new AwsError(
          "ProvisionedConcurrencyConfigNotFoundException",
          "No Provisioned Concurrency Config found for this function",
          404,
          { Type: "User" },
        );
      }
      return view(record, qualifier, config);
    },

    DeleteProvisionedConcurrencyConfig: async (input) => {
      const { record, qualifier } = target(input);
      // As on AWS, it is no error when there is none.
      store.put(withoutProvisioned(record, qualifier));
      return {};
    },

    ListProvisionedConcurrencyConfigs: async (input) => {
      const record = store.get(parseFunctionName(input.FunctionName, undefined, store.region).name);
      const page = paginate(
        Object.entries(record.provisionedConcurrency ?? {}),
        input.Marker,
        input.MaxItems,
      );
      return {
        ProvisionedConcurrencyConfigs: page.items.map(([qualifier, config]) => ({
          FunctionArn: functionArn(store.region, record.name, qualifier),
          ...view(record, qualifier, config),
        })),
        NextMarker: page.NextMarker,
      };
    },
  };
}

/** AWS's rules: a published version, by itself or by one alias without weights, and only once. */
function checkQualifier(store: FunctionStore, record: FunctionRecord, qualifier: string): void {
  const unpublished = "Provisioned Concurrency Configs cannot be applied to unpublished function versions.";
  if (qualifier === "$LATEST") throw invalidParameter(unpublished);
  const configs = record.provisionedConcurrency ?? {};
  if (/^\d+$/.test(qualifier)) {
    versionNumbered(store, record, qualifier);
    const pointing = record.aliases.some(
      ({ name, functionVersion }) => functionVersion === qualifier && Object.hasOwn(configs, name),
    );
    if (pointing) throw conflict("Version is pointed by a Provisioned Concurrency alias");
    return;
  }
  const alias = aliasOf(store, record, qualifier);
  if (Object.keys(alias.weights).length > 0) {
    throw invalidParameter("Alias with weights can not be used with Provisioned Concurrency");
  }
  if (alias.functionVersion === "$LATEST") throw invalidParameter(unpublished);
  if (Object.hasOwn(configs, alias.functionVersion)) {
    throw conflict(
      "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
    );
  }
}

function checkAmount(record: FunctionRecord, qualifier: string, requested: number, limit: number): void {
  const total = provisionedElsewhere(record, qualifier) + requested;
  if (record.reservedConcurrency !== undefined && total > record.reservedConcurrency) {
    throw invalidParameter(
      "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function",
    );
  }
  if (total > limit) {
    throw invalidParameter(
      `The local cloud keeps at most ${limit} environments of a function ready; ${total} would be needed.`,
    );
  }
}

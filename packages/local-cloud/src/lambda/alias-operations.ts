import type {
  AliasConfiguration,
  AliasRoutingConfiguration,
  CreateAliasCommandInput,
  CreateAliasCommandOutput,
  DeleteAliasCommandInput,
  DeleteAliasCommandOutput,
  GetAliasCommandInput,
  GetAliasCommandOutput,
  ListAliasesCommandInput,
  ListAliasesCommandOutput,
  UpdateAliasCommandInput,
  UpdateAliasCommandOutput,
} from "@aws-sdk/client-lambda";
import { conflict, invalidParameter } from "./errors.ts";
import { withoutEventInvoke } from "./event-invoke-operations.ts";
import { functionArn, parseFunctionName } from "./function-names.ts";
import {
  aliasOf,
  checkRevision,
  type FunctionStore,
  newRevision,
  versionNumbered,
} from "./function-store.ts";
import type { LambdaOperation } from "./operation.ts";
import { paginate } from "./paginate.ts";
import { isProvidedTwice, withoutProvisioned } from "./provisioned-configs.ts";
import type { AliasRecord, FunctionRecord } from "./records.ts";

export interface AliasOperations {
  readonly CreateAlias: LambdaOperation<CreateAliasCommandInput, CreateAliasCommandOutput>;
  readonly GetAlias: LambdaOperation<GetAliasCommandInput, GetAliasCommandOutput>;
  /** Changes what the request names. `AdditionalVersionWeights: {}` clears the weights. */
  readonly UpdateAlias: LambdaOperation<UpdateAliasCommandInput, UpdateAliasCommandOutput>;
  readonly DeleteAlias: LambdaOperation<DeleteAliasCommandInput, DeleteAliasCommandOutput>;
  readonly ListAliases: LambdaOperation<ListAliasesCommandInput, ListAliasesCommandOutput>;
}

export function createAliasOperations(store: FunctionStore): AliasOperations {
  const { region } = store;

  const view = (record: FunctionRecord, alias: AliasRecord): AliasConfiguration => ({
    AliasArn: functionArn(region, record.name, alias.name),
    Name: alias.name,
    FunctionVersion: alias.functionVersion,
    Description: alias.description,
    ...(Object.keys(alias.weights).length === 0
      ? {}
      : { RoutingConfig: { AdditionalVersionWeights: { ...alias.weights } } }),
    RevisionId: alias.revisionId,
  });

  const find = (input: {
    readonly FunctionName?: string | undefined;
    readonly Name?: string | undefined;
  }) => {
    const record = store.get(parseFunctionName(input.FunctionName, undefined, region).name);
    return { record, alias: aliasOf(store, record, input.Name) };
  };

  return {
    CreateAlias: async (input) => {
      const record = store.get(parseFunctionName(input.FunctionName, undefined, region).name);
      const name = input.Name ?? "";
      if (!/^(?!\d+$)[A-Za-z0-9_-]{1,128}$/.test(name)) {
        throw invalidParameter(
          `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)`,
        );
      }
      if (record.aliases.some((alias) => alias.name === name)) {
        throw conflict(`Alias already exists: ${functionArn(region, record.name, name)}`);
      }
      const alias: AliasRecord = {
        name,
        description: input.Description ?? "",
        functionVersion: input.FunctionVersion ?? "",
        weights: weightsOf(input.RoutingConfig) ?? {},
        revisionId: newRevision(),
      };
      checkRouting(store, record, alias);
      store.put({ ...record, aliases: [...record.aliases, alias] });
      return view(record, alias);
    },

    GetAlias: async (input) => {
      const { record, alias } = find(input);
      return view(record, alias);
    },

    UpdateAlias: async (input) => {
      const { record, alias } = find(input);
      checkRevision(input.RevisionId, alias.revisionId);
      const changed: AliasRecord = {
        ...alias,
        description: input.Description ?? alias.description,
        functionVersion: input.FunctionVersion ?? alias.functionVersion,
        weights: weightsOf(input.RoutingConfig) ?? alias.weights,
        revisionId: newRevision(),
      };
      checkRouting(store, record, changed);
      if (isProvidedTwice(record, changed)) {
        throw invalidParameter("Invalid alias configuration for Provisioned Concurrency");
      }
      const aliases = record.aliases.map((other) => (other.name === alias.name ? changed : other));
      store.put({ ...record, aliases });
      return view(record, changed);
    },

    DeleteAlias: async (input) => {
      const record = store.get(parseFunctionName(input.FunctionName, undefined, region).name);
      const name = input.Name ?? "";
      // As on AWS, deleting an alias that is not there is no error.
      const { [name]: _policy, ...policies } = record.policies;
      store.put({
        ...withoutEventInvoke(withoutProvisioned(record, name), name),
        policies,
        aliases: record.aliases.filter((alias) => alias.name !== name),
      });
      return {};
    },

    ListAliases: async (input) => {
      const record = store.get(parseFunctionName(input.FunctionName, undefined, region).name);
      const { FunctionVersion: version } = input;
      const aliases = record.aliases.filter(
        (alias) =>
          version === undefined || alias.functionVersion === version || Object.hasOwn(alias.weights, version),
      );
      const page = paginate(aliases, input.Marker, input.MaxItems);
      return { Aliases: page.items.map((alias) => view(record, alias)), NextMarker: page.NextMarker };
    },
  };
}

/** Undefined when the request says nothing about routing. */
function weightsOf(
  routing: AliasRoutingConfiguration | undefined,
): Readonly<Record<string, number>> | undefined {
  return routing === undefined ? undefined : (routing.AdditionalVersionWeights ?? {});
}

/** AWS's rules: two versions at most, both published, both there, with one execution role and one dead-letter queue. */
function checkRouting(store: FunctionStore, record: FunctionRecord, alias: AliasRecord): void {
  const primary = versionNumbered(store, record, alias.functionVersion);
  const additional = Object.entries(alias.weights);
  if (additional.length > 1) {
    throw invalidParameter("Number of items in AdditionalVersionWeights cannot be greater than 1");
  }
  for (const [version, weight] of additional) {
    if (!/^\d+$/.test(version)) {
      throw invalidParameter(
        `1 validation error detected: Value '${version}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map keys must satisfy regular expression pattern: [0-9]+`,
      );
    }
    if (!(weight >= 0 && weight <= 1)) {
      throw invalidParameter(
        `1 validation error detected: Value '${weight}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: expected a weight from 0.0 to 1.0`,
      );
    }
    if (alias.functionVersion === "$LATEST") {
      throw invalidParameter("$LATEST is not supported for an alias pointing to more than 1 version.");
    }
    if (version === alias.functionVersion) {
      throw invalidParameter(
        `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
      );
    }
    const { settings } = versionNumbered(store, record, version);
    if (settings.role !== primary.settings.role) {
      throw invalidParameter("The versions that an alias routes to must have the same execution role.");
    }
    if (settings.deadLetterArn !== primary.settings.deadLetterArn) {
      throw invalidParameter(
        "The versions that an alias routes to must have the same dead-letter queue, or none.",
      );
    }
  }
}

/** Picks the version that serves one request. `random` is in [0, 1). */
export function pickVersion(alias: AliasRecord, random: () => number): string {
  const [additional] = Object.entries(alias.weights);
  if (additional === undefined) return alias.functionVersion;
  const [version, weight] = additional;
  return random() < weight ? version : alias.functionVersion;
}

import type {
  CreateFunctionCommandInput,
  CreateFunctionCommandOutput,
  DeleteFunctionCommandInput,
  DeleteFunctionCommandOutput,
  GetFunctionCommandInput,
  GetFunctionCommandOutput,
  GetFunctionConfigurationCommandInput,
  GetFunctionConfigurationCommandOutput,
  ListFunctionsCommandInput,
  ListFunctionsCommandOutput,
  UpdateFunctionCodeCommandInput,
  UpdateFunctionCodeCommandOutput,
  UpdateFunctionConfigurationCommandInput,
  UpdateFunctionConfigurationCommandOutput,
} from "@aws-sdk/client-lambda";
import { AwsError } from "../aws-error.ts";
import type { Authority } from "../ports.ts";
import type { CodePackages } from "./code-packages.ts";
import { conflict, invalidParameter } from "./errors.ts";
import { withoutEventInvoke } from "./event-invoke-operations.ts";
import { checkDeadLetterTarget } from "./failure-targets.ts";
import { functionArn, parseFunctionName } from "./function-names.ts";
import {
  aliasOf,
  checkRevision,
  type FunctionStore,
  newRevision,
  versionNumbered,
  versionOf,
} from "./function-store.ts";
import { codeLocationView, configurationView } from "./function-view.ts";
import type { LambdaOperation } from "./operation.ts";
import { paginate } from "./paginate.ts";
import { withoutProvisioned } from "./provisioned-configs.ts";
import type { FunctionRecord, FunctionSettings, FunctionVersion } from "./records.ts";
import { applySettings, architectureOf, defaultSettings } from "./settings.ts";
import { publish } from "./version-operations.ts";

export interface FunctionOperations {
  readonly CreateFunction: LambdaOperation<CreateFunctionCommandInput, CreateFunctionCommandOutput>;
  readonly GetFunction: LambdaOperation<GetFunctionCommandInput, GetFunctionCommandOutput>;
  readonly GetFunctionConfiguration: LambdaOperation<
    GetFunctionConfigurationCommandInput,
    GetFunctionConfigurationCommandOutput
  >;
  readonly UpdateFunctionCode: LambdaOperation<
    UpdateFunctionCodeCommandInput,
    UpdateFunctionCodeCommandOutput
  >;
  readonly UpdateFunctionConfiguration: LambdaOperation<
    UpdateFunctionConfigurationCommandInput,
    UpdateFunctionConfigurationCommandOutput
  >;
  readonly DeleteFunction: LambdaOperation<DeleteFunctionCommandInput, DeleteFunctionCommandOutput>;
  readonly ListFunctions: LambdaOperation<ListFunctionsCommandInput, ListFunctionsCommandOutput>;
}

export interface FunctionOperationDeps {
  readonly store: FunctionStore;
  readonly codePackages: CodePackages;
  readonly authority: Authority;
  /** Stops the sandboxes of one version, or of all versions, once they are idle. */
  readonly retire: (functionName: string, version?: string) => void;
}

export function createFunctionOperations(deps: FunctionOperationDeps): FunctionOperations {
  const { store, codePackages } = deps;
  const { region } = store;

  const view = (record: FunctionRecord, version: FunctionVersion, qualified?: boolean) =>
    configurationView(region, record, version, codePackages, qualified);

  function find(input: GetFunctionCommandInput) {
    const reference = parseFunctionName(input.FunctionName, input.Qualifier, region);
    const record = store.get(reference.name);
    const version = versionOf(store, reference);
    const shown = view(record, version, reference.qualifier !== undefined);
    // Asked for by alias, AWS answers with the alias in the ARN.
    const FunctionArn = functionArn(region, record.name, reference.qualifier);
    return { record, version, configuration: { ...shown, FunctionArn } };
  }

  function checkRole(role: string, functionName: string): void {
    try {
      deps.authority.assumeRole(role, functionName, "lambda.amazonaws.com");
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw invalidParameter("The role defined for the function cannot be assumed by Lambda.");
    }
  }

  function checkDeadLetters({ role: roleArn, deadLetterArn }: FunctionSettings, functionName: string): void {
    if (deadLetterArn !== undefined)
      checkDeadLetterTarget(deps.authority, { roleArn, functionName }, deadLetterArn);
  }

  /** Stores a changed `$LATEST` and stops what runs the old one. */
  function change(
    record: FunctionRecord,
    part: { readonly description?: string | undefined; readonly settings: FunctionSettings },
  ): FunctionRecord {
    codePackages.open(part.settings);
    const latest: FunctionVersion = {
      ...record.latest,
      description: part.description ?? record.latest.description,
      settings: part.settings,
      revisionId: newRevision(),
      lastModifiedMs: store.nowMs(),
    };
    const changed = { ...record, latest };
    store.put(changed);
    deps.retire(record.name, "$LATEST");
    return changed;
  }

  return {
    CreateFunction: async (input) => {
      const { name, qualifier } = parseFunctionName(input.FunctionName, undefined, region);
      if (qualifier !== undefined) throw invalidParameter("A new function takes a name without qualifier.");
      if (store.find(name) !== undefined) throw conflict(`Function already exist: ${name}`);
      const packageType = input.PackageType ?? "Zip";
      const role = input.Role ?? "";
      const settings: FunctionSettings = {
        ...applySettings(defaultSettings(name), input, packageType),
        architecture: architectureOf(input.Architectures),
        role,
        code: codePackages.accept(input.Code, packageType),
      };
      checkRole(role, name);
      checkDeadLetters(settings, name);
      codePackages.open(settings);
      const record: FunctionRecord = {
        name,
        latest: {
          version: "$LATEST",
          description: input.Description ?? "",
          settings,
          revisionId: newRevision(),
          lastModifiedMs: store.nowMs(),
        },
        versions: [],
        aliases: [],
        policies: {},
        tags: input.Tags ?? {},
      };
      store.put(record);
      if (input.Publish !== true) return view(record, record.latest);
      const published = publish(store, record, undefined);
      // AWS gives the new version's number with the function's own ARN here.
      return view(published.record, published.version, false);
    },

    GetFunction: async (input) => {
      const { record, version, configuration } = find(input);
      return {
        Configuration: configuration,
        Code: codeLocationView(version),
        Tags: { ...record.tags },
        ...(record.reservedConcurrency === undefined
          ? {}
          : { Concurrency: { ReservedConcurrentExecutions: record.reservedConcurrency } }),
      };
    },

    GetFunctionConfiguration: async (input) => find(input).configuration,

    UpdateFunctionCode: async (input) => {
      const { name } = parseFunctionName(input.FunctionName, undefined, region);
      const record = store.get(name);
      checkRevision(input.RevisionId, record.latest.revisionId);
      const { settings } = record.latest;
      const code = codePackages.accept(input, settings.code.kind === "image" ? "Image" : "Zip");
      const architecture =
        input.Architectures === undefined ? settings.architecture : architectureOf(input.Architectures);
      if (input.DryRun === true) return view(record, record.latest);
      const changed = change(record, { settings: { ...settings, code, architecture } });
      if (input.Publish !== true) return view(changed, changed.latest);
      const published = publish(store, changed, undefined);
      return view(published.record, published.version, true);
    },

    UpdateFunctionConfiguration: async (input) => {
      const { name } = parseFunctionName(input.FunctionName, undefined, region);
      const record = store.get(name);
      checkRevision(input.RevisionId, record.latest.revisionId);
      const before = record.latest.settings;
      const settings = applySettings(before, input, before.code.kind === "image" ? "Image" : "Zip");
      const role = input.Role ?? before.role;
      if (role !== before.role) checkRole(role, name);
      checkDeadLetters({ ...settings, role }, name);
      const changed = change(record, { description: input.Description, settings: { ...settings, role } });
      return view(changed, changed.latest);
    },

    DeleteFunction: async (input) => {
      const { name, qualifier } = parseFunctionName(input.FunctionName, input.Qualifier, region);
      const record = store.get(name);
      if (qualifier === undefined) {
        store.remove(name);
        deps.retire(name);
        return { StatusCode: 204 };
      }
      deleteVersion(store, record, qualifier);
      deps.retire(name, qualifier);
      return { StatusCode: 204 };
    },

    ListFunctions: async (input) => {
      const everyVersion = input.FunctionVersion === "ALL";
      const all = store
        .all()
        .flatMap((record) =>
          [record.latest, ...(everyVersion ? record.versions : [])].map((version) =>
            view(record, version, everyVersion),
          ),
        );
      const page = paginate(all, input.Marker, input.MaxItems);
      return { Functions: [...page.items], NextMarker: page.NextMarker };
    },
  };
}

function deleteVersion(store: FunctionStore, record: FunctionRecord, qualifier: string): void {
  if (qualifier === "$LATEST") {
    throw invalidParameter("$LATEST version cannot be deleted without deleting the function.");
  }
  if (!/^\d+$/.test(qualifier)) {
    aliasOf(store, record, qualifier);
    throw invalidParameter("Deletion of aliases is not currently supported by this API: use DeleteAlias.");
  }
  versionNumbered(store, record, qualifier);
  const users = record.aliases.filter(
    (alias) => alias.functionVersion === qualifier || Object.hasOwn(alias.weights, qualifier),
  );
  if (users.length > 0) {
    throw conflict(
      `Unable to delete version because the following aliases reference it: [${users.map((alias) => alias.name).join(", ")}]`,
    );
  }
  const { [qualifier]: _policy, ...policies } = record.policies;
  store.put({
    ...withoutEventInvoke(withoutProvisioned(record, qualifier), qualifier),
    policies,
    versions: record.versions.filter((version) => version.version !== qualifier),
  });
}

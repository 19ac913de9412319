import type {
  ListVersionsByFunctionCommandInput,
  ListVersionsByFunctionCommandOutput,
  PublishVersionCommandInput,
  PublishVersionCommandOutput,
} from "@aws-sdk/client-lambda";
import type { CodePackages } from "./code-packages.ts";
import { invalidParameter, refuseUnsupported } from "./errors.ts";
import { parseFunctionName } from "./function-names.ts";
import { checkRevision, type FunctionStore, fingerprint, newRevision } from "./function-store.ts";
import { codeSha256, configurationView } from "./function-view.ts";
import type { LambdaOperation } from "./operation.ts";
import { paginate } from "./paginate.ts";
import type { FunctionRecord, FunctionVersion } from "./records.ts";

export interface VersionOperations {
  readonly PublishVersion: LambdaOperation<PublishVersionCommandInput, PublishVersionCommandOutput>;
  readonly ListVersionsByFunction: LambdaOperation<
    ListVersionsByFunctionCommandInput,
    ListVersionsByFunctionCommandOutput
  >;
}

export function createVersionOperations(store: FunctionStore, codePackages: CodePackages): VersionOperations {
  return {
    PublishVersion: async (input) => {
      refuseUnsupported(input, ["PublishTo"]);
      const { name } = parseFunctionName(input.FunctionName, undefined, store.region);
      const record = store.get(name);
      checkRevision(input.RevisionId, record.latest.revisionId);
      const current = codeSha256(record.latest);
      if (input.CodeSha256 !== undefined && input.CodeSha256 !== current) {
        throw invalidParameter(
          `CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${current}). Please try again with the CodeSHA256 in $LATEST.`,
        );
      }
      const published = publish(store, record, input.Description);
      return configurationView(store.region, published.record, published.version, codePackages);
    },

    ListVersionsByFunction: async (input) => {
      const { name } = parseFunctionName(input.FunctionName, undefined, store.region);
      const record = store.get(name);
      const page = paginate([record.latest, ...record.versions], input.Marker, input.MaxItems);
      return {
        Versions: page.items.map((version) =>
          configurationView(store.region, record, version, codePackages, true),
        ),
        NextMarker: page.NextMarker,
      };
    },
  };
}

/** Freezes `$LATEST` as a new version, or gives the last one when nothing changed since. */
export function publish(
  store: FunctionStore,
  record: FunctionRecord,
  description: string | undefined,
): { readonly record: FunctionRecord; readonly version: FunctionVersion } {
  const publishedFrom = fingerprint(record.latest);
  const last = record.versions.at(-1);
  if (last?.publishedFrom === publishedFrom) return { record, version: last };
  const version: FunctionVersion = {
    ...record.latest,
    version: store.nextVersion(record.name),
    description: description ?? record.latest.description,
    revisionId: newRevision(),
    publishedFrom,
  };
  const changed = { ...record, versions: [...record.versions, version] };
  store.put(changed);
  return { record: changed, version };
}

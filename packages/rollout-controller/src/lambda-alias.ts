import {
  type AliasConfiguration,
  GetAliasCommand,
  type LambdaClient,
  UpdateAliasCommand,
} from "@aws-sdk/client-lambda";
import {
  type AliasReading,
  type AliasStore,
  type Routing,
  routingOf,
  shareOfWeight,
} from "@switchyard/rollout";
import { isAwsError } from "./aws-error.ts";

export interface LambdaAliasDeps {
  readonly client: LambdaClient;
  readonly functionName: string;
  readonly alias: string;
  /** Whether a published version exists. AWS does not say in one place which of two versions it missed. */
  readonly exists: (version: string) => Promise<boolean>;
}

/** The weighted alias. Each write is one UpdateAlias, which moves the version and the weights together. */
export function createLambdaAlias({ client, functionName, alias, exists }: LambdaAliasDeps): AliasStore {
  const name = { FunctionName: functionName, Name: alias };
  return {
    read: async () => readingOf(await client.send(new GetAliasCommand(name))),
    write: async (routing, basedOn) => {
      const { primary, additional } = routing;
      const AdditionalVersionWeights =
        additional === undefined ? {} : { [additional.version]: shareOfWeight(additional.weight) };
      try {
        const written = await client.send(
          new UpdateAliasCommand({
            ...name,
            FunctionVersion: primary,
            // Left out, it would leave the weights as they are; empty clears them.
            RoutingConfig: { AdditionalVersionWeights },
            RevisionId: basedOn,
          }),
        );
        return { kind: "done", revision: readingOf(written).revision };
      } catch (error) {
        if (isAwsError(error, "PreconditionFailedException")) return { kind: "stale" };
        if (!isAwsError(error, "ResourceNotFoundException", "InvalidParameterValueException")) throw error;
        const version = await firstMissing(routing, exists);
        if (version === undefined) throw error;
        return { kind: "no-such-version", version };
      }
    },
  };
}

async function firstMissing(
  { primary, additional }: Routing,
  exists: (version: string) => Promise<boolean>,
): Promise<string | undefined> {
  for (const version of [primary, ...(additional === undefined ? [] : [additional.version])]) {
    if (!(await exists(version))) return version;
  }
  return undefined;
}

function readingOf({ FunctionVersion, RoutingConfig, RevisionId }: AliasConfiguration): AliasReading {
  if (FunctionVersion === undefined || RevisionId === undefined) {
    throw new Error(
      "Lambda answered without the alias's FunctionVersion or RevisionId, which it always sends.",
    );
  }
  return {
    routing: routingOf(FunctionVersion, RoutingConfig?.AdditionalVersionWeights ?? {}),
    revision: RevisionId,
  };
}

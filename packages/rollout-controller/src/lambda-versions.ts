import {
  DeleteProvisionedConcurrencyConfigCommand,
  type FunctionConfiguration,
  GetFunctionConfigurationCommand,
  GetProvisionedConcurrencyConfigCommand,
  type LambdaClient,
  PutProvisionedConcurrencyConfigCommand,
} from "@aws-sdk/client-lambda";
import type { Readiness, VersionStore } from "@switchyard/rollout";
import { isAwsError } from "./aws-error.ts";

export interface LambdaVersionsDeps {
  readonly client: LambdaClient;
  readonly functionName: string;
  /** Environments kept ready on each version in service; 0 keeps none. */
  readonly provisionedConcurrency: number;
}

export interface LambdaVersions extends VersionStore {
  /** Hash of the code that runs in a version; undefined when there is no such version. */
  readonly digest: (version: string) => Promise<string | undefined>;
}

interface Provisioned {
  readonly RequestedProvisionedConcurrentExecutions?: number | undefined;
  readonly Status?: string | undefined;
  readonly StatusReason?: string | undefined;
}

/**
 * Published versions. Provisioned concurrency sits on the version number, never on the alias: an alias with weights
 * refuses it.
 */
export function createLambdaVersions({
  client,
  functionName,
  provisionedConcurrency,
}: LambdaVersionsDeps): LambdaVersions {
  const at = (version: string) => ({ FunctionName: functionName, Qualifier: version });

  async function find(version: string): Promise<FunctionConfiguration | undefined> {
    try {
      return await client.send(new GetFunctionConfigurationCommand(at(version)));
    } catch (error) {
      if (isAwsError(error, "ResourceNotFoundException")) return undefined;
      throw error;
    }
  }

  async function keepWarm(version: string): Promise<Readiness> {
    const found = await provisioned(version);
    if (found?.RequestedProvisionedConcurrentExecutions !== provisionedConcurrency) {
      const asked = { ...at(version), ProvisionedConcurrentExecutions: provisionedConcurrency };
      return readiness(await client.send(new PutProvisionedConcurrencyConfigCommand(asked)));
    }
    const state = readiness(found);
    // Gone, it is asked for anew by the next call: that is how a person's "resume" tries again.
    if (state.kind === "failed") await letGo(version);
    return state;
  }

  async function provisioned(version: string): Promise<Provisioned | undefined> {
    try {
      return await client.send(new GetProvisionedConcurrencyConfigCommand(at(version)));
    } catch (error) {
      if (isAwsError(error, "ProvisionedConcurrencyConfigNotFoundException")) return undefined;
      throw error;
    }
  }

  async function letGo(version: string): Promise<void> {
    try {
      await client.send(new DeleteProvisionedConcurrencyConfigCommand(at(version)));
    } catch (error) {
      if (isAwsError(error, "ProvisionedConcurrencyConfigNotFoundException", "ResourceNotFoundException"))
        return;
      throw error;
    }
  }

  return {
    prepare: async (version) => {
      const found = await find(version);
      if (found === undefined) return { kind: "missing" };
      const state = activity(found);
      return state.kind === "ready" && provisionedConcurrency > 0 ? keepWarm(version) : state;
    },
    exists: async (version) => (await find(version)) !== undefined,
    retire: letGo,
    digest: async (version) => {
      const found = await find(version);
      if (found === undefined) return undefined;
      if (found.CodeSha256 === undefined || found.CodeSha256 === "") {
        throw new Error(`Lambda does not say which code runs in version ${version} of ${functionName}.`);
      }
      return found.CodeSha256;
    },
  };
}

/** Whether Lambda has the version's code in place. Any state that is not known to be good is not. */
function activity({ State, StateReason, Version }: FunctionConfiguration): Readiness {
  if (State === "Active") return { kind: "ready" };
  if (State === "Pending") return { kind: "preparing" };
  const why =
    State === "Inactive"
      ? `Lambda has put version ${Version} aside (Inactive): invoke it once, wait until it is Active, and resume`
      : `its state is ${State}: ${StateReason ?? "Lambda does not say why"}`;
  return { kind: "failed", why };
}

function readiness({ Status, StatusReason }: Provisioned): Readiness {
  if (Status === "READY") return { kind: "ready" };
  if (Status === "IN_PROGRESS") return { kind: "preparing" };
  const why = `provisioned concurrency is ${Status}: ${StatusReason ?? "Lambda does not say why"}`;
  return { kind: "failed", why };
}

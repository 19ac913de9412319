import type { CloudControl } from "@switchyard/local-cloud";
import { ROUTER } from "../projects.ts";
import type { RouterAddress } from "../router-client.ts";
import { CommandError } from "../terminal.ts";

/** The stack name of both projects on the local cloud. */
export const LOCAL_STACK = "local";

/** What the router's stack on the local cloud says about itself. */
export interface DeployedRouter extends RouterAddress {
  readonly apiKeyId: string;
  readonly functionName: string;
  readonly aliasName: string;
  /** Version that the last deployment published; the alias may still point to an older one. */
  readonly publishedVersion: string;
  readonly logGroup: string;
  readonly restApiId: string;
  readonly stageName: string;
}

/** Reads the outputs of the router's stack; exit code 3 when it is not deployed. */
export async function deployedRouter(
  cloud: Pick<CloudControl, "outputs">,
  stage: string = LOCAL_STACK,
): Promise<DeployedRouter> {
  const outputs = await cloud.outputs(ROUTER.name, stage);
  const deploy =
    stage === LOCAL_STACK
      ? `"switchyard local up"`
      : `"switchyard deploy --stage ${stage}" and SWITCHYARD_CLOUD=local`;
  if (outputs === undefined) {
    throw new CommandError(
      `The router of stage ${stage} is not deployed to the local cloud. Deploy it with ${deploy}.`,
      3,
    );
  }
  const text = (name: string): string => {
    const value = outputs[name]?.value;
    if (typeof value === "string" && value !== "") return value;
    throw new CommandError(
      `The stack ${ROUTER.name}/${stage} has no output "${name}". Deploy it again with ${deploy}.`,
      3,
    );
  };
  return {
    apiUrl: text("apiUrl"),
    apiKey: text("apiKey"),
    apiKeyId: text("apiKeyId"),
    functionName: text("functionName"),
    aliasName: text("aliasName"),
    publishedVersion: text("version"),
    logGroup: text("logGroup"),
    restApiId: text("restApiId"),
    stageName: text("stageName"),
  };
}

import type { StageConfig } from "./stage-config.ts";

/** Where the controller keeps all about one alias; packages/rollout-controller is the other side. */
export function partitionKey(functionName: string, aliasName: string): string {
  return `${functionName}:${aliasName}`;
}

/** A version that was published and is in service for nobody. */
export interface PublishedVersion {
  readonly functionName: string;
  readonly aliasName: string;
  readonly version: string;
  /** Lambda's `CodeSha256`. */
  readonly digest: string;
  readonly stack: string;
}

/** The request to release a version, as an item of the table in DynamoDB's JSON. */
export function releaseRequestItem(published: PublishedVersion, release: StageConfig["release"]): string {
  const { functionName, aliasName, version, digest, stack } = published;
  const { plan, start } = release;
  const body = { version, digest, plan, start, by: "pulumi up", why: `deployment of stack ${stack}` };
  return JSON.stringify({
    pk: { S: partitionKey(functionName, aliasName) },
    sk: { S: "request" },
    body: { S: JSON.stringify(body) },
  });
}

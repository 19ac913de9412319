import * as pulumi from "@pulumi/pulumi";
import { DemoAgents } from "./demo-agents.ts";
import { imageUriOf } from "./image.ts";
import { RouterApi } from "./router-api.ts";
import { RouterFunction } from "./router-function.ts";
import { parseStageConfig, type StageConfig } from "./stage-config.ts";

const config = readConfig();

const router = new RouterFunction("router", {
  config,
  imageUri: imageUriOf(config),
  agents: agentsOf(config),
});

const api = new RouterApi("router", {
  config,
  functionName: router.functionName,
  aliasName: router.aliasName,
  aliasInvokeArn: router.aliasInvokeArn,
});

/** Base URL of the API; `/query` follows. */
export const apiUrl = api.url;
export const apiKeyId = api.apiKeyId;
export const apiKey = api.apiKey;
export const functionName = router.functionName;
export const aliasName = router.aliasName;
/** The version that this deployment published. */
export const version = router.version;
export const restApiId = api.restApiId;
export const stageName = api.stageName;
export const logGroup = router.logGroupName;
export const imageUri = router.imageUri;

function readConfig(): StageConfig {
  const result = parseStageConfig(pulumi.runtime.allConfig());
  if (result.ok) return result.config;
  throw new pulumi.RunError(
    `The settings of stack ${pulumi.getStack()} are not right:\n${result.problems.map((problem) => `  - ${problem}`).join("\n")}\n` +
      `Correct them in Pulumi.${pulumi.getStack()}.yaml; infra/router/src/stage-config.ts says what each key means.`,
  );
}

/** ARN of each agent's function by agent id. */
function agentsOf({ agents, demoAgents }: StageConfig): pulumi.Input<Readonly<Record<string, string>>> {
  if (agents !== undefined) {
    return Object.fromEntries(Object.entries(agents).map(([id, agent]) => [id, agent.functionArn]));
  }
  const demo = new DemoAgents("demo-agents", { config });
  return demo.functionArn.apply((arn) => Object.fromEntries((demoAgents ?? []).map((id) => [id, arn])));
}

import * as pulumi from "@pulumi/pulumi";
import { ControllerAlarms } from "./controller-alarms.ts";
import { Dashboard } from "./dashboard.ts";
import { DemoAgents } from "./demo-agents.ts";
import { foundationOf } from "./foundation.ts";
import { ReleaseRequest } from "./release-request-item.ts";
import { RolloutController } from "./rollout-controller.ts";
import { RouterAlarms } from "./router-alarms.ts";
import { RouterApi } from "./router-api.ts";
import { RouterFunction } from "./router-function.ts";
import { SessionKeys } from "./session-keys.ts";
import { StageBudget } from "./stage-budget.ts";
import { parseStageConfig, type StageConfig } from "./stage-config.ts";

const config = readConfig();
const { imageUri: image, boundaryArn } = foundationOf(config);

const router = new RouterFunction("router", {
  config,
  boundaryArn,
  imageUri: image,
  agents: agentsOf(config),
  sessionKeys: sessionKeysOf(config),
});

const api = new RouterApi("router", {
  config,
  functionName: router.functionName,
  aliasName: router.aliasName,
  aliasInvokeArn: router.aliasInvokeArn,
});

const controller = new RolloutController("rollout", {
  config,
  boundaryArn,
  routerName: router.functionName,
  routerArn: router.functionArn,
  aliasName: router.aliasName,
  restApiId: api.restApiId,
  apiStageName: api.stageName,
});

const alarms = new RouterAlarms("router", {
  config,
  functionName: router.functionName,
  aliasName: router.aliasName,
  version: router.version,
  alarmFunctionName: controller.functionNames.alarm,
  alarmFunctionArn: controller.alarmFunctionArn,
  topicArn: controller.topicArn,
});

const controllerAlarms = new ControllerAlarms("rollout", {
  config,
  tickFunctionName: controller.functionNames.tick,
  alarmFunctionName: controller.functionNames.alarm,
  deadLetterQueueName: controller.deadLetterQueueName,
  topicArn: controller.topicArn,
});

new ReleaseRequest(
  "router",
  {
    config,
    tableName: controller.tableName,
    functionName: router.functionName,
    aliasName: router.aliasName,
    version: router.version,
    digest: router.codeSha256,
  },
  // A request may start a release at once, and then the alarms must watch the new version already.
  { dependsOn: alarms },
);

const dashboard = new Dashboard("router", {
  config,
  functionName: router.functionName,
  aliasName: router.aliasName,
  apiName: api.apiName,
  tickFunctionName: controller.functionNames.tick,
  deadLetterQueueName: controller.deadLetterQueueName,
  alarmArns: pulumi.all([alarms.arns, controllerAlarms.arns]).apply(([hard, own]) => [...hard, ...own]),
});

if (config.budget !== undefined) new StageBudget("stage", { config, budget: config.budget });

/** Base URL of the API; `/query` follows. */
export const apiUrl = api.url;
/** What a DNS record for the stage's own domain points to; absent where the stage has none. */
export const domainTarget = api.domainTarget;
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
/** Where the controller keeps the state and the history of releases. */
export const tableName = controller.tableName;
/** Where notices about releases go. */
export const topicArn = controller.topicArn;
export const tickFunctionName = controller.functionNames.tick;
export const alarmFunctionName = controller.functionNames.alarm;
/** What `switchyard release` invokes. */
export const commandFunctionName = controller.functionNames.command;
/** What this deployment was made with, as JSON: a plan compares the next one's cost with it. */
export const settings = JSON.stringify(config);
export const dashboardName = dashboard.dashboardName;
export const alarmNames = pulumi
  .all([alarms.names, controllerAlarms.names])
  .apply(([hard, own]) => [...hard, ...own]);

function readConfig(): StageConfig {
  const result = parseStageConfig(pulumi.runtime.allConfig());
  if (result.ok && result.config.stage !== pulumi.getStack()) {
    throw new pulumi.RunError(
      `Expected switchyard:stage to be ${pulumi.getStack()} like the stack, found ${result.config.stage}. Else two stacks would share names.`,
    );
  }
  if (result.ok) return result.config;
  throw new pulumi.RunError(
    `The settings of stack ${pulumi.getStack()} are not right:\n${result.problems.map((problem) => `  - ${problem}`).join("\n")}\n` +
      `Correct them in Pulumi.${pulumi.getStack()}.yaml; infra/router/src/stage-config.ts says what each key means.`,
  );
}

/** ARN of each agent's function by agent id. A stage that serves decisions has none. */
function agentsOf(config: StageConfig): pulumi.Input<Readonly<Record<string, string>>> {
  if (config.serves === "decisions") return {};
  const { agents, demoAgents } = config;
  if (agents !== undefined) {
    return Object.fromEntries(Object.entries(agents).map(([id, agent]) => [id, agent.functionArn]));
  }
  const demo = new DemoAgents("demo-agents", { config, boundaryArn });
  return demo.functionArn.apply((arn) => Object.fromEntries((demoAgents ?? []).map((id) => [id, arn])));
}

function sessionKeysOf(config: StageConfig): pulumi.Output<string> | undefined {
  if (config.session === undefined) return undefined;
  const { keyGeneration } = config.session;
  return new SessionKeys("session-key", { config, keyGeneration }).keys;
}

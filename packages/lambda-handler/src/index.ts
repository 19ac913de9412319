import { readFileSync } from "node:fs";
import { join } from "node:path";
import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { createRouter, DEFAULT_ROUTER_CONFIG } from "@switchyard/router-core";
import { awsClientOptions } from "./aws-client.ts";
import { createBedrockClassifier } from "./bedrock-classifier.ts";
import { readConfig } from "./config.ts";
import { createHandler } from "./handler.ts";
import { createLambdaAgents } from "./lambda-agents.ts";
import { withFailureLog } from "./llm-failure-log.ts";
import { readModelFile } from "./model-file.ts";
import { readRoutes } from "./routes-json.ts";
import { createSessionTokens } from "./session-token.ts";

// Composition root: the only module that reads the environment or picks an adapter. Everything here runs once, in
// INIT, where Lambda lends more CPU than a request gets; what the first request needs is loaded now, not then.

const routes = readRoutes(readFileSync(join(import.meta.dirname, "routes.json"), "utf8"));
const model = readModelFile(readFileSync(join(import.meta.dirname, "model.bin")));
const agentIds = routes.table.agents.map(({ id }) => id);
const config = readConfig(process.env, agentIds);

const elapsedMs = () => performance.now();
// Not `console`: it puts a prefix before each line, and a metric line with a prefix is no metric.
const writeLine = (line: string) => void process.stdout.write(`${line}\n`);

const clientOptions = awsClientOptions();
const classifier = createBedrockClassifier({
  client: new BedrockRuntimeClient(clientOptions),
  modelId: config.modelId,
  mayQuote: config.logQueries,
});
const router = createRouter({
  routes,
  model,
  llm: withFailureLog(classifier, writeLine),
  nowMs: elapsedMs,
  config: DEFAULT_ROUTER_CONFIG,
});

export const handler = createHandler(
  {
    route: router.route,
    agents: createLambdaAgents({
      client: new LambdaClient(clientOptions),
      agents: config.agents,
      mayQuote: config.logQueries,
    }),
    sessions: createSessionTokens({ stage: config.stage, ...config.sessions }),
    writeLine,
    nowMs: () => Date.now(),
    elapsedMs,
  },
  {
    stage: config.stage,
    llmTimeoutMs: config.llmTimeoutMs,
    agentTimeoutMs: config.agentTimeoutMs,
    logQueries: config.logQueries,
    initializationType: process.env.AWS_LAMBDA_INITIALIZATION_TYPE,
    // `performance` counts from the start of the process, so this is INIT up to here.
    initDurationMs: performance.now(),
    ...(config.cost === undefined ? {} : { cost: config.cost }),
  },
);

import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { HttpRequest } from "@smithy/core/protocols";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { BEDROCK_RUNTIME, endpointOf, LAMBDA, regionOf, type Service } from "../aws/endpoint.ts";
import type { Aws, AwsOptions } from "../aws.ts";
import { type Converse, createBedrockClassifier } from "../bedrock-classifier.ts";
import type { Environment } from "../config.ts";
import { createLambdaAgents, type InvokeFunction } from "../lambda-agents.ts";

// The same adapters on the SDK's own clients. Nothing ships of it: it is the oracle of the contract suites, and what
// bench/src/cold-start compares with.

/** What the clients are made with: the pool, the attempts and the limits of `../aws`. */
export function sdkClientOptions(service: Service, environment: Environment) {
  const pool = { keepAlive: true, maxSockets: 10 };
  return {
    region: regionOf(environment),
    endpoint: endpointOf(service, environment).href,
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID ?? "",
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? "",
      ...(environment.AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: environment.AWS_SESSION_TOKEN }),
    },
    maxAttempts: 2,
    retryMode: "standard",
    requestHandler: new NodeHttpHandler({
      connectionTimeout: 1_000,
      httpsAgent: new HttpsAgent(pool),
      httpAgent: new HttpAgent(pool),
    }),
  } as const;
}

export function sdkInvoke(client: LambdaClient): InvokeFunction {
  return async ({ functionArn, payload }, abortSignal) => {
    const command = new InvokeCommand({
      FunctionName: functionArn,
      InvocationType: "RequestResponse",
      Payload: payload,
    });
    const output = await client.send(command, { abortSignal });
    return {
      payload: output.Payload ?? new Uint8Array(),
      ...(output.FunctionError === undefined ? {} : { functionError: output.FunctionError }),
    };
  };
}

export function sdkConverse(client: BedrockRuntimeClient): Converse {
  return async (input, abortSignal) => client.send(new ConverseCommand(input), { abortSignal });
}

/** In the place of `createAws` of ../aws.ts. */
export function createAws({ environment, config }: AwsOptions): Aws {
  const lambda = sdkClientOptions(LAMBDA, environment);
  const bedrock = sdkClientOptions(BEDROCK_RUNTIME, environment);
  const { agents, modelId, logQueries: mayQuote } = config;
  return {
    agents: createLambdaAgents({
      invoke: sdkInvoke(new LambdaClient(lambda)),
      agents: agents ?? new Map(),
      mayQuote,
    }),
    classifier: createBedrockClassifier({
      converse: sdkConverse(new BedrockRuntimeClient(bedrock)),
      modelId,
      mayQuote,
    }),
    connect: async () => {
      await Promise.all((agents === undefined ? [bedrock] : [lambda, bedrock]).map(connect));
    },
  };
}

/** Leaves a live socket in the client's pool, as the adapters that ship do. */
async function connect({ endpoint, requestHandler }: ReturnType<typeof sdkClientOptions>): Promise<void> {
  const { protocol, hostname, port, host } = new URL(endpoint);
  const request = new HttpRequest({
    protocol,
    hostname,
    method: "GET",
    path: "/",
    headers: { host },
    ...(port === "" ? {} : { port: Number(port) }),
  });
  await requestHandler.handle(request, { abortSignal: AbortSignal.timeout(1_000) }).then(
    ({ response }) => response.body.resume(),
    () => undefined,
  );
}

import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { createConverse } from "../aws/converse.ts";
import { BEDROCK_RUNTIME, LAMBDA } from "../aws/endpoint.ts";
import { createInvoke } from "../aws/invoke.ts";
import { createServiceClient } from "../aws/service-client.ts";
import { createTransport } from "../aws/transport.ts";
import type { Converse } from "../bedrock-classifier.ts";
import type { Environment } from "../config.ts";
import type { InvokeFunction } from "../lambda-agents.ts";
import { sdkClientOptions, sdkConverse, sdkInvoke } from "./sdk-aws.ts";

/** Test support: both ways to call AWS, for the suites that hold for both. */

export interface Sender {
  readonly invoke: InvokeFunction;
  readonly converse: Converse;
  readonly close: () => void;
}

/** By the variables that Lambda sets: Region, credentials, and where the endpoints are. */
export type OpenSender = (environment: Environment) => Sender;

export const openBuildingBlocks: OpenSender = (environment) => {
  const transport = createTransport();
  return {
    invoke: createInvoke(createServiceClient({ service: LAMBDA, environment, transport })),
    converse: createConverse(createServiceClient({ service: BEDROCK_RUNTIME, environment, transport })),
    close: transport.close,
  };
};

export const openSdkClients: OpenSender = (environment) => {
  const lambda = new LambdaClient(sdkClientOptions(LAMBDA, environment));
  const bedrock = new BedrockRuntimeClient(sdkClientOptions(BEDROCK_RUNTIME, environment));
  return {
    invoke: sdkInvoke(lambda),
    converse: sdkConverse(bedrock),
    close: () => {
      lambda.destroy();
      bedrock.destroy();
    },
  };
};

/** What the suites run on, by name. The second is the oracle of the first. */
export const SENDERS: readonly (readonly [name: string, open: OpenSender])[] = [
  ["the SDK's building blocks", openBuildingBlocks],
  ["the SDK's clients", openSdkClients],
];

/** A function's environment in front of a server on loopback. */
export const loopbackEnvironment = (url: string): Environment => ({
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
  AWS_SECRET_ACCESS_KEY: "example",
  AWS_ENDPOINT_URL: url,
});

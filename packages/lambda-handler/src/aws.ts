import type { AgentInvoker, LlmClassifier } from "@switchyard/router-core";
import { createConverse } from "./aws/converse.ts";
import { BEDROCK_RUNTIME, LAMBDA, type Service } from "./aws/endpoint.ts";
import { createInvoke } from "./aws/invoke.ts";
import { createServiceClient } from "./aws/service-client.ts";
import { createTransport } from "./aws/transport.ts";
import { createBedrockClassifier } from "./bedrock-classifier.ts";
import type { Environment, HandlerConfig } from "./config.ts";
import { createLambdaAgents } from "./lambda-agents.ts";

/** All that the router asks of AWS. */
export interface Aws {
  readonly agents: AgentInvoker;
  readonly classifier: LlmClassifier;
  /** Connects to what the first request may call. Never rejects, and gives up after a second. */
  readonly connect: () => Promise<void>;
}

export interface AwsOptions {
  /** Credentials, Region and endpoints. The credentials are read again for each request. */
  readonly environment: Environment;
  /** Without `agents` nothing is connected to Lambda, and each call of an agent fails. */
  readonly config: Pick<HandlerConfig, "agents" | "modelId" | "logQueries">;
}

/**
 * The adapters of AWS over one pool of sockets, of the SDK's building blocks: its clients take longer to load than all of
 * our code (docs/cold-start-in-numbers.md).
 *
 * @throws Error when the environment names no Region or no endpoint, or the model is gone.
 */
export function createAws({ environment, config }: AwsOptions): Aws {
  const transport = createTransport();
  const open = (service: Service) => createServiceClient({ service, environment, transport });
  const [lambda, bedrock] = [open(LAMBDA), open(BEDROCK_RUNTIME)];
  const { agents, modelId, logQueries: mayQuote } = config;
  return {
    agents: createLambdaAgents({ invoke: createInvoke(lambda), agents: agents ?? new Map(), mayQuote }),
    classifier: createBedrockClassifier({ converse: createConverse(bedrock), modelId, mayQuote }),
    connect: async () => {
      const used = agents === undefined ? [bedrock] : [lambda, bedrock];
      await Promise.all(used.map(({ connect }) => connect()));
    },
  };
}

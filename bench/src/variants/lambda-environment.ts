import type { BenchEvent } from "./events.ts";

export interface Surroundings {
  /** Of the route table. */
  readonly agents: readonly string[];
  readonly awsUrl: string;
  /** Path of the certificate to trust. */
  readonly certificateFile: string;
  /** A folder that programs may write to. */
  readonly homeDir: string;
}

/** The environment variables of a function: Lambda's own, and the router's as a stage sets them. */
export function lambdaEnvironment(
  { callsAgent }: BenchEvent,
  { agents, awsUrl, certificateFile, homeDir }: Surroundings,
): Readonly<Record<string, string>> {
  return {
    _HANDLER: "index.handler",
    AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_EXECUTION_ENV: "AWS_Lambda_Image",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "512",
    AWS_LAMBDA_FUNCTION_NAME: "router",
    AWS_LAMBDA_FUNCTION_VERSION: "7",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/router",
    AWS_LAMBDA_LOG_STREAM_NAME: "2026/11/26/[7]0123456789abcdef0123456789abcdef",
    AWS_REGION: "us-east-1",
    AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    AWS_SESSION_TOKEN: "session-token-of-the-bench",
    AWS_ENDPOINT_URL: awsUrl,
    HOME: homeDir,
    LANG: "en_US.UTF-8",
    NODE_ENV: "production",
    // As the router's image has it.
    NODE_OPTIONS: "--max-semi-space-size=2",
    NODE_EXTRA_CA_CERTS: certificateFile,
    PATH: "/usr/local/bin:/usr/bin:/bin",
    TZ: ":UTC",
    SWITCHYARD_STAGE: "bench",
    SWITCHYARD_MODEL_ID: "us.anthropic.claude-haiku-5-5",
    SWITCHYARD_PRICES: JSON.stringify({
      gbSecondMicroDollars: 13.3334,
      requestMicroDollars: 0.2,
      inputTokenMicroDollars: 1,
      outputTokenMicroDollars: 5,
    }),
    ...(callsAgent
      ? {
          SWITCHYARD_AGENTS: JSON.stringify(Object.fromEntries(agents.map((agent) => [agent, arnOf(agent)]))),
          SWITCHYARD_SESSION_KEYS: "c3dpdGNoeWFyZC1iZW5jaC1zZXNzaW9uLWtleS0zMi1ieXRl",
        }
      : { SWITCHYARD_SERVES: "decisions" }),
  };
}

function arnOf(agent: string): string {
  return `arn:aws:lambda:us-east-1:123456789012:function:agent-${agent}`;
}

import {
  BedrockRuntimeClient,
  type BedrockRuntimeClientConfig,
  ConverseCommand,
  type ConverseCommandInput,
  type ConverseCommandOutput,
} from "@aws-sdk/client-bedrock-runtime";
import { AwsError } from "../aws-error.ts";

/** Sends a Converse request to a Bedrock that is not this one. Throws `AwsError` with that Bedrock's refusal. */
export type Forward = (input: ConverseCommandInput) => Promise<Omit<ConverseCommandOutput, "$metadata">>;

export interface ForwardOptions {
  readonly region: string;
  /** Real Bedrock when missing. `AWS_ENDPOINT_URL` is never followed: it may point back at the local cloud. */
  readonly endpoint?: string;
  /** The developer's own credential chain when missing. */
  readonly credentials?: NonNullable<BedrockRuntimeClientConfig["credentials"]>;
}

/** A way to real Bedrock. Nothing is contacted and no credential is read before the first request. */
export function createForward({ region, endpoint, credentials }: ForwardOptions): Forward {
  let client: BedrockRuntimeClient | undefined;
  return async (input) => {
    client ??= new BedrockRuntimeClient({
      region,
      endpoint: endpoint ?? `https://bedrock-runtime.${region}.amazonaws.com`,
      // The caller has its own retries; two layers of them would multiply.
      maxAttempts: 1,
      ...(credentials === undefined ? {} : { credentials }),
    });
    try {
      const { $metadata: _, ...output } = await client.send(new ConverseCommand(input));
      return output;
    } catch (error) {
      throw asAwsError(error);
    }
  };
}

function asAwsError(error: unknown): AwsError {
  if (!(error instanceof Error)) return new AwsError("InternalServerException", String(error), 500);
  const status = statusOf(error);
  if (status !== undefined) return new AwsError(error.name, error.message, status);
  if (error.name === "CredentialsProviderError") {
    return new AwsError(
      "AccessDeniedException",
      `The local cloud forwards to real Bedrock and found no AWS credentials of yours: ${error.message}. Log in to AWS where the local cloud runs, or switch back to the stand-in.`,
      403,
    );
  }
  return new AwsError(
    "ServiceUnavailableException",
    `Real Bedrock could not be reached: ${error.message}`,
    503,
  );
}

function statusOf(error: Error): number | undefined {
  const metadata: unknown = "$metadata" in error ? error.$metadata : undefined;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return undefined;
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : undefined;
}

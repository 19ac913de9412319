import { type APIGatewayClient, FlushStageCacheCommand } from "@aws-sdk/client-api-gateway";
import type { ResponseCache } from "@switchyard/rollout";
import { isAwsError } from "./aws-error.ts";

export interface ApiGatewayCacheDeps {
  readonly client: APIGatewayClient;
  readonly restApiId: string;
  readonly stageName: string;
  /** Without a cache there is nothing to empty. */
  readonly isEnabled: boolean;
}

/** The stage's response cache. A stage that is gone has no answers left. */
export function createApiGatewayCache({
  client,
  restApiId,
  stageName,
  isEnabled,
}: ApiGatewayCacheDeps): ResponseCache {
  return {
    flush: async () => {
      if (!isEnabled) return;
      try {
        await client.send(new FlushStageCacheCommand({ restApiId, stageName }));
      } catch (error) {
        if (!isAwsError(error, "NotFoundException")) throw error;
      }
    },
  };
}

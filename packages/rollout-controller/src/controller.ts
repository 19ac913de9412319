import { judgeFor } from "@switchyard/rollout";
import { createApiGatewayCache } from "./api-gateway-cache.ts";
import type { AwsClients } from "./aws-clients.ts";
import { createCloudWatchHistory } from "./cloudwatch-history.ts";
import { createCloudWatchObservations } from "./cloudwatch-observations.ts";
import type { CommandDeps } from "./command.ts";
import type { ControllerConfig } from "./config.ts";
import { createDynamoReleases } from "./dynamodb-releases.ts";
import { createDynamoRequests } from "./dynamodb-requests.ts";
import { createLambdaAlias } from "./lambda-alias.ts";
import { createLambdaSmoke } from "./lambda-smoke.ts";
import { createLambdaVersions } from "./lambda-versions.ts";
import type { WriteLog } from "./log.ts";
import { createMetricReader } from "./metric-reader.ts";
import { createPlans } from "./plans.ts";
import { createSnsNotifier } from "./sns-notifier.ts";

export interface Surroundings {
  readonly clients: AwsClients;
  readonly nowMs: () => number;
  readonly writeLog: WriteLog;
}

/**
 * The router answers within 29 seconds or not at all: that is the gateway's patience. The plans that ship ask two
 * queries, and a pass may take 120 seconds.
 */
const SMOKE_LIMITS = { timeoutMs: 29_000, totalMs: 60_000 };

/** Joins the core to AWS. What all three functions need. */
export function createController(
  config: ControllerConfig,
  { clients, nowMs, writeLog }: Surroundings,
): CommandDeps {
  const { stage, functionName, alias, tableName, topicArn } = config;
  const key = `${functionName}:${alias}`;
  const readMetrics = createMetricReader(clients.cloudWatch);
  const versions = createLambdaVersions({
    client: clients.lambda,
    functionName,
    provisionedConcurrency: config.provisionedConcurrency,
  });
  return {
    digest: versions.digest,
    plans: createPlans({
      limits: config.limits,
      history: createCloudWatchHistory({ readMetrics, stage, nowMs }),
      onUnchanged: (why) => writeLog({ level: "info", event: "thresholds-unchanged", why }),
    }),
    writeLog,
    ports: {
      releases: createDynamoReleases({ client: clients.dynamo, tableName, key }),
      alias: createLambdaAlias({ client: clients.lambda, functionName, alias, exists: versions.exists }),
      versions,
      observations: createCloudWatchObservations({
        readMetrics,
        scope: { stage, functionName, alias },
        nowMs,
      }),
      smoke: createLambdaSmoke({ client: clients.patientLambda, functionName, ...SMOKE_LIMITS }),
      cache: createApiGatewayCache({
        client: clients.apiGateway,
        restApiId: config.restApiId,
        stageName: config.apiStageName,
        isEnabled: config.cacheEnabled,
      }),
      notifier: createSnsNotifier({ client: clients.sns, topicArn, stage, functionName, alias }),
      requests: createDynamoRequests({ client: clients.dynamo, tableName, key, digest: versions.digest }),
      judgeFor,
      nowMs,
    },
  };
}

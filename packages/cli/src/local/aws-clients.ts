import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { LambdaClient } from "@aws-sdk/client-lambda";
import type { CloudEndpoints } from "@switchyard/local-cloud";

/** The local cloud takes any key that it has not issued itself for the account's own. */
const ANY_CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" };

export function lambdaClient(endpoints: CloudEndpoints): LambdaClient {
  return new LambdaClient(awsSettings(endpoints));
}

export function logsClient(endpoints: CloudEndpoints): CloudWatchLogsClient {
  return new CloudWatchLogsClient(awsSettings(endpoints));
}

/** What every client of the local cloud is made with. */
export function awsSettings(endpoints: CloudEndpoints) {
  return {
    endpoint: endpoints.awsUrl,
    region: endpoints.region,
    credentials: ANY_CREDENTIALS,
    maxAttempts: 1,
  };
}

import { APIGatewayClient } from "@aws-sdk/client-api-gateway";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SNSClient } from "@aws-sdk/client-sns";

/** The SDK clients of one controller. */
export interface AwsClients {
  readonly apiGateway: APIGatewayClient;
  readonly cloudWatch: CloudWatchClient;
  readonly dynamo: DynamoDBClient;
  readonly lambda: LambdaClient;
  /** For smoke queries: an answer may take as long as its deadline allows. */
  readonly patientLambda: LambdaClient;
  readonly sns: SNSClient;
}

/** Where AWS is and who asks; in Lambda the environment says both. */
export interface AwsAccess {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

/** A healthy endpoint in the Region accepts within milliseconds. */
const CONNECT_TIMEOUT_MS = 1_000;
/** The slowest call of a pass is GetMetricData over half a day, which takes a second or two. */
const REQUEST_TIMEOUT_MS = 10_000;

/** Three attempts within a pass; what fails then is left to the next pass. */
export function createAwsClients(access: AwsAccess = {}): AwsClients {
  const patient = {
    ...access,
    maxAttempts: 3,
    retryMode: "standard",
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS },
  } as const;
  const brisk = {
    ...patient,
    requestHandler: {
      ...patient.requestHandler,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
  } as const;
  return {
    apiGateway: new APIGatewayClient(brisk),
    cloudWatch: new CloudWatchClient(brisk),
    dynamo: new DynamoDBClient(brisk),
    lambda: new LambdaClient(brisk),
    patientLambda: new LambdaClient(patient),
    sns: new SNSClient(brisk),
  };
}

import type * as apiGatewaySdk from "@aws-sdk/client-api-gateway";
import type * as cloudWatchSdk from "@aws-sdk/client-cloudwatch";
import type * as logsSdk from "@aws-sdk/client-cloudwatch-logs";
import type * as dynamoDbSdk from "@aws-sdk/client-dynamodb";
import type * as ecrSdk from "@aws-sdk/client-ecr";
import type * as iamSdk from "@aws-sdk/client-iam";
import type * as lambdaSdk from "@aws-sdk/client-lambda";
import type * as schedulerSdk from "@aws-sdk/client-scheduler";
import type * as snsSdk from "@aws-sdk/client-sns";
import type * as sqsSdk from "@aws-sdk/client-sqs";
import type { OperationContext } from "../wire/service.ts";

/**
 * The AWS operations that resources are made with, by service. The local cloud's services have them;
 * input and output types are the SDK's.
 */
export type IamPort = Operations<
  typeof iamSdk,
  | "CreateRole"
  | "GetRole"
  | "UpdateRole"
  | "UpdateAssumeRolePolicy"
  | "DeleteRole"
  | "TagRole"
  | "UntagRole"
  | "PutRolePolicy"
  | "GetRolePolicy"
  | "DeleteRolePolicy"
  | "AttachRolePolicy"
  | "DetachRolePolicy"
  | "ListAttachedRolePolicies"
  | "CreatePolicy"
  | "GetPolicy"
  | "DeletePolicy"
  | "CreatePolicyVersion"
  | "GetPolicyVersion"
  | "ListPolicyVersions"
  | "DeletePolicyVersion"
  | "TagPolicy"
  | "UntagPolicy"
  | "PutRolePermissionsBoundary"
  | "DeleteRolePermissionsBoundary"
  | "CreateOpenIDConnectProvider"
  | "GetOpenIDConnectProvider"
  | "AddClientIDToOpenIDConnectProvider"
  | "RemoveClientIDFromOpenIDConnectProvider"
  | "UpdateOpenIDConnectProviderThumbprint"
  | "DeleteOpenIDConnectProvider"
  | "TagOpenIDConnectProvider"
  | "UntagOpenIDConnectProvider"
>;

export type LambdaPort = Operations<
  typeof lambdaSdk,
  | "CreateFunction"
  | "GetFunction"
  | "UpdateFunctionCode"
  | "UpdateFunctionConfiguration"
  | "PublishVersion"
  | "ListVersionsByFunction"
  | "DeleteFunction"
  | "PutFunctionConcurrency"
  | "DeleteFunctionConcurrency"
  | "PutProvisionedConcurrencyConfig"
  | "GetProvisionedConcurrencyConfig"
  | "DeleteProvisionedConcurrencyConfig"
  | "PutFunctionEventInvokeConfig"
  | "GetFunctionEventInvokeConfig"
  | "DeleteFunctionEventInvokeConfig"
  | "TagResource"
  | "UntagResource"
  | "CreateAlias"
  | "GetAlias"
  | "UpdateAlias"
  | "DeleteAlias"
  | "AddPermission"
  | "GetPolicy"
  | "RemovePermission"
>;

export type LogsPort = Operations<
  typeof logsSdk,
  | "CreateLogGroup"
  | "DescribeLogGroups"
  | "DeleteLogGroup"
  | "PutRetentionPolicy"
  | "DeleteRetentionPolicy"
  | "ListTagsForResource"
  | "TagResource"
  | "UntagResource"
>;

export type CloudWatchPort = Operations<
  typeof cloudWatchSdk,
  | "PutMetricAlarm"
  | "PutDashboard"
  | "GetDashboard"
  | "DeleteDashboards"
  | "DescribeAlarms"
  | "DeleteAlarms"
  | "ListTagsForResource"
  | "TagResource"
  | "UntagResource"
>;

export type DynamoDbPort = Operations<
  typeof dynamoDbSdk,
  | "CreateTable"
  | "DescribeTable"
  | "UpdateTable"
  | "DeleteTable"
  | "DescribeContinuousBackups"
  | "UpdateContinuousBackups"
  | "DescribeTimeToLive"
  | "UpdateTimeToLive"
  | "ListTagsOfResource"
  | "TagResource"
  | "UntagResource"
  | "GetItem"
  | "PutItem"
  | "DeleteItem"
>;

export type SqsPort = Operations<
  typeof sqsSdk,
  | "CreateQueue"
  | "GetQueueAttributes"
  | "SetQueueAttributes"
  | "DeleteQueue"
  | "ListQueueTags"
  | "TagQueue"
  | "UntagQueue"
>;

export type SnsPort = Operations<
  typeof snsSdk,
  | "CreateTopic"
  | "GetTopicAttributes"
  | "SetTopicAttributes"
  | "DeleteTopic"
  | "ListTagsForResource"
  | "TagResource"
  | "UntagResource"
  | "Subscribe"
  | "GetSubscriptionAttributes"
  | "SetSubscriptionAttributes"
  | "Unsubscribe"
>;

export type SchedulerPort = Operations<
  typeof schedulerSdk,
  "CreateSchedule" | "GetSchedule" | "UpdateSchedule" | "DeleteSchedule"
>;

export type ApiGatewayPort = Operations<
  typeof apiGatewaySdk,
  | "CreateRestApi"
  | "GetRestApi"
  | "GetRestApis"
  | "UpdateRestApi"
  | "DeleteRestApi"
  | "CreateResource"
  | "GetResource"
  | "GetResources"
  | "DeleteResource"
  | "PutMethod"
  | "GetMethod"
  | "UpdateMethod"
  | "DeleteMethod"
  | "PutIntegration"
  | "GetIntegration"
  | "DeleteIntegration"
  | "PutGatewayResponse"
  | "GetGatewayResponse"
  | "DeleteGatewayResponse"
  | "CreateDeployment"
  | "GetDeployment"
  | "UpdateDeployment"
  | "DeleteDeployment"
  | "CreateStage"
  | "GetStage"
  | "UpdateStage"
  | "DeleteStage"
  | "CreateApiKey"
  | "GetApiKey"
  | "UpdateApiKey"
  | "DeleteApiKey"
  | "CreateUsagePlan"
  | "GetUsagePlan"
  | "UpdateUsagePlan"
  | "DeleteUsagePlan"
  | "CreateUsagePlanKey"
  | "GetUsagePlanKey"
  | "DeleteUsagePlanKey"
  | "TagResource"
  | "UntagResource"
>;

export type EcrPort = Operations<
  typeof ecrSdk,
  | "CreateRepository"
  | "DescribeRepositories"
  | "DeleteRepository"
  | "PutImageTagMutability"
  | "PutImageScanningConfiguration"
  | "ListTagsForResource"
  | "TagResource"
  | "UntagResource"
  | "PutLifecyclePolicy"
  | "GetLifecyclePolicy"
  | "DeleteLifecyclePolicy"
  | "SetRepositoryPolicy"
  | "GetRepositoryPolicy"
  | "DeleteRepositoryPolicy"
>;

/** The named operations of an SDK client as plain functions. */
type Operations<Sdk, Name extends string> = {
  readonly [N in Name]: (
    input: CommandOf<Sdk, N>["input"],
    context: OperationContext,
  ) => OutputOf<CommandOf<Sdk, N>> | Promise<OutputOf<CommandOf<Sdk, N>>>;
};

/** As much of the SDK's command classes as tells input and output. */
interface Command {
  readonly input: unknown;
  resolveMiddleware(...args: never[]): (...args: never[]) => Promise<{ output: unknown }>;
}

type CommandOf<Sdk, Name extends string> =
  Sdk extends Record<`${Name}Command`, abstract new (...args: never[]) => infer C>
    ? C extends Command
      ? C
      : never
    : never;

/** What the command answers; of an answer without members nothing is known, so that a service may return none. */
type OutputOf<C extends Command> = MembersOf<
  Awaited<ReturnType<ReturnType<C["resolveMiddleware"]>>>["output"]
>;

type MembersOf<Output> = keyof Omit<Output, "$metadata"> extends never ? unknown : Omit<Output, "$metadata">;

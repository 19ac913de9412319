import { boundaryPolicy } from "../../../foundation/src/boundary-policy.ts";
/** Stacks in which every rule is kept. */
import type { CheckedResource } from "../model.ts";
import { stackNamed, statements } from "./stack.ts";

const ACCOUNT = "111122223333";
const TAGS = { project: "switchyard", "switchyard:stage": "dev" };
const inRouter = stackNamed("dev", "switchyard-router");
const lambdaArn = (name: string) => `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${name}`;
const logsArn = (name: string) => `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/aws/lambda/${name}`;
const trust = (Service: string) =>
  statements({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service } });

const ROUTER = "switchyard-dev-router";
const TICK = "switchyard-dev-rollout-tick";
const ROLE = {
  permissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/switchyard-boundary`,
  assumeRolePolicy: trust("lambda.amazonaws.com"),
  tags: TAGS,
};

/** A stage with one of each kind of resource that the router's program has. */
export const ROUTER_STACK: readonly CheckedResource[] = [
  inRouter("pulumi:pulumi:Stack", "switchyard-router-dev", {}),
  inRouter("switchyard:infra:RouterFunction", "router", {}),
  inRouter(
    "aws:cloudwatch/logGroup:LogGroup",
    "router-logs",
    { name: `/aws/lambda/${ROUTER}`, retentionInDays: 30, tags: TAGS },
    { protect: true },
  ),
  // The one log that may go: that of the demo agents.
  inRouter("aws:cloudwatch/logGroup:LogGroup", "demo-agents-logs", {
    name: "/aws/lambda/switchyard-dev-demo-agents",
    retentionInDays: 30,
    tags: TAGS,
  }),
  inRouter("aws:iam/role:Role", "router-role", ROLE),
  inRouter("aws:iam/rolePolicy:RolePolicy", "router-policy", {
    role: "router-role-1",
    policy: statements(
      {
        Sid: "InvokeAgents",
        Effect: "Allow",
        Action: ["lambda:InvokeFunction"],
        Resource: [`${lambdaArn("cost-agent")}:live`],
      },
      {
        Sid: "WriteLogs",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: [`${logsArn(ROUTER)}:*`],
      },
    ),
  }),
  inRouter("aws:lambda/function:Function", "router-fn", {
    name: ROUTER,
    packageType: "Image",
    imageUri: `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/switchyard-router@sha256:${"a".repeat(64)}`,
    timeout: 29,
    reservedConcurrentExecutions: 4,
    environment: {
      variables: { SWITCHYARD_LLM_TIMEOUT_MS: "4000", SWITCHYARD_AGENT_TIMEOUT_MS: "20000" },
    },
    loggingConfig: { logFormat: "Text", logGroup: `/aws/lambda/${ROUTER}` },
    tags: TAGS,
  }),
  inRouter(
    "aws:lambda/alias:Alias",
    "router-live",
    { name: "live", functionName: ROUTER, functionVersion: "7" },
    { ignoreChanges: ["functionVersion", "routingConfig"], protect: true },
  ),
  inRouter(
    "aws:apigateway/restApi:RestApi",
    "router-api",
    { name: "switchyard-dev", tags: TAGS },
    { protect: true },
  ),
  inRouter("aws:apigateway/method:Method", "router-post", {
    httpMethod: "POST",
    authorization: "NONE",
    apiKeyRequired: true,
  }),
  inRouter("aws:apigateway/integration:Integration", "router-post-integration", {
    type: "AWS_PROXY",
    uri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${lambdaArn(ROUTER)}:live/invocations`,
    timeoutMilliseconds: 29_000,
  }),
  inRouter("aws:apigateway/methodSettings:MethodSettings", "router-get-settings", {
    methodPath: "query/GET",
    settings: { cachingEnabled: true, cacheDataEncrypted: true },
  }),
  inRouter("aws:lambda/permission:Permission", "router-permission", {
    action: "lambda:InvokeFunction",
    function: ROUTER,
    principal: "apigateway.amazonaws.com",
    sourceArn: `arn:aws:execute-api:us-east-1:${ACCOUNT}:a1b2c3/dev/*/query`,
  }),
  inRouter(
    "aws:cloudwatch/logGroup:LogGroup",
    "rollout-tick-logs",
    { name: `/aws/lambda/${TICK}`, retentionInDays: 30, tags: TAGS },
    { protect: true },
  ),
  inRouter("aws:iam/role:Role", "rollout-tick-role", ROLE),
  inRouter("aws:iam/rolePolicy:RolePolicy", "rollout-tick-policy", {
    role: "rollout-tick-role-1",
    policy: statements(
      { Sid: "ReadMetrics", Effect: "Allow", Action: ["cloudwatch:GetMetricData"], Resource: ["*"] },
      {
        Sid: "AskVersions",
        Effect: "Allow",
        Action: "lambda:InvokeFunction",
        Resource: `${lambdaArn(ROUTER)}:*`,
      },
    ),
  }),
  inRouter("aws:lambda/function:Function", "rollout-tick-fn", {
    name: TICK,
    runtime: "nodejs24.x",
    timeout: 120,
    environment: {
      variables: { SWITCHYARD_FUNCTION_NAME: ROUTER, SWITCHYARD_PROVISIONED_CONCURRENCY: "2" },
    },
    loggingConfig: { logFormat: "Text", logGroup: `/aws/lambda/${TICK}` },
    tags: TAGS,
  }),
  inRouter("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "rollout-tick-delivery", {
    functionName: TICK,
    maximumRetryAttempts: 0,
    maximumEventAgeInSeconds: 60,
  }),
  inRouter("aws:iam/role:Role", "rollout-clock-role", {
    ...ROLE,
    assumeRolePolicy: trust("scheduler.amazonaws.com"),
  }),
  inRouter("aws:scheduler/schedule:Schedule", "rollout-clock-schedule", {
    scheduleExpression: "rate(1 minute)",
    target: { arn: lambdaArn(TICK), retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 1 } },
  }),
  inRouter(
    "aws:dynamodb/table:Table",
    "rollout-table",
    {
      name: "switchyard-dev-releases",
      deletionProtectionEnabled: true,
      pointInTimeRecovery: { enabled: true },
      tags: TAGS,
    },
    { protect: true },
  ),
  inRouter("aws:sqs/queue:Queue", "rollout-dead-letters", {
    name: "switchyard-dev-rollout-dead-letters",
    sqsManagedSseEnabled: true,
    tags: TAGS,
  }),
  inRouter("aws:sns/topic:Topic", "rollout-topic", {
    name: "switchyard-dev-releases",
    // What SNS writes itself: anybody of the owner's account.
    policy: statements({
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: ["SNS:Publish"],
      Resource: `arn:aws:sns:us-east-1:${ACCOUNT}:switchyard-dev-releases`,
      Condition: { StringEquals: { "AWS:SourceOwner": ACCOUNT } },
    }),
    tags: TAGS,
  }),
];

const inFoundation = stackNamed("main", "switchyard-foundation");
const PROJECT = { project: "switchyard" };

/** An account with what the foundation has, and a bucket and a key besides. */
export const FOUNDATION_STACK: readonly CheckedResource[] = [
  inFoundation("awsx:ecr:Repository", "router-repository", { imageTagMutability: "IMMUTABLE" }),
  inFoundation("aws:ecr/repository:Repository", "router-images", {
    name: "switchyard-router",
    imageTagMutability: "IMMUTABLE",
    imageScanningConfiguration: { scanOnPush: true },
    forceDelete: false,
    tags: PROJECT,
  }),
  inFoundation("aws:iam/role:Role", "deploy-role", {
    assumeRolePolicy: statements({
      Effect: "Allow",
      Action: "sts:AssumeRoleWithWebIdentity",
      Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com` },
      Condition: {
        StringEquals: {
          "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
          "token.actions.githubusercontent.com:sub": "repo:acme@12/switchyard@34:environment:prod",
        },
      },
    }),
    tags: PROJECT,
  }),
  // The program's own, whose wildcards are on the list.
  inFoundation("aws:iam/policy:Policy", "any-stage-boundary", {
    policy: JSON.stringify(
      boundaryPolicy({ partition: "aws", region: "us-east-1", accountId: ACCOUNT }, "*", []),
    ),
    tags: PROJECT,
  }),
  inFoundation("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "deploy-attachment", {
    role: "deploy-role-1",
    policyArn: `arn:aws:iam::${ACCOUNT}:policy/switchyard-deploy`,
  }),
  inFoundation("aws:s3/bucket:Bucket", "state", { bucket: "switchyard-state", tags: PROJECT }),
  inFoundation("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "state-block", {
    bucket: "switchyard-state",
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  }),
  inFoundation(
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "state-encryption",
    {
      bucket: "switchyard-state",
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    },
  ),
  inFoundation("aws:kms/key:Key", "state-key", { enableKeyRotation: true, tags: PROJECT }),
];

/** Types that take tags. A test reads in @pulumi/aws that they do. */
export const TAGGABLE: readonly string[] = [
  "aws:apigateway/apiKey:ApiKey",
  "aws:apigateway/domainName:DomainName",
  "aws:apigateway/restApi:RestApi",
  "aws:apigateway/stage:Stage",
  "aws:apigateway/usagePlan:UsagePlan",
  "aws:budgets/budget:Budget",
  "aws:cloudwatch/compositeAlarm:CompositeAlarm",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:cloudwatch/metricAlarm:MetricAlarm",
  "aws:dynamodb/table:Table",
  "aws:ecr/repository:Repository",
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
  "aws:iam/policy:Policy",
  "aws:iam/role:Role",
  "aws:kms/key:Key",
  "aws:lambda/function:Function",
  "aws:s3/bucket:Bucket",
  "aws:scheduler/scheduleGroup:ScheduleGroup",
  "aws:sns/topic:Topic",
  "aws:sqs/queue:Queue",
  "aws:wafv2/webAcl:WebAcl",
];

/** Types that take none. */
export const UNTAGGABLE: readonly string[] = [
  "aws:apigateway/basePathMapping:BasePathMapping",
  "aws:apigateway/deployment:Deployment",
  "aws:apigateway/integration:Integration",
  "aws:apigateway/method:Method",
  "aws:apigateway/methodSettings:MethodSettings",
  "aws:apigateway/resource:Resource",
  "aws:apigateway/response:Response",
  "aws:apigateway/usagePlanKey:UsagePlanKey",
  "aws:cloudwatch/dashboard:Dashboard",
  "aws:dynamodb/tableItem:TableItem",
  "aws:ecr/lifecyclePolicy:LifecyclePolicy",
  "aws:ecr/repositoryPolicy:RepositoryPolicy",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  "aws:kms/alias:Alias",
  "aws:lambda/alias:Alias",
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
  "aws:lambda/functionUrl:FunctionUrl",
  "aws:lambda/permission:Permission",
  "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
  "aws:s3/bucketAcl:BucketAcl",
  "aws:s3/bucketPolicy:BucketPolicy",
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "aws:s3/bucketVersioning:BucketVersioning",
  "aws:scheduler/schedule:Schedule",
  "aws:sns/topicPolicy:TopicPolicy",
  "aws:sns/topicSubscription:TopicSubscription",
  "aws:sqs/queuePolicy:QueuePolicy",
  "aws:wafv2/webAclAssociation:WebAclAssociation",
];

/** Tags that each resource of a project carries. */
export const REQUIRED_TAGS: Readonly<Record<string, readonly string[]>> = {
  "switchyard-foundation": ["project"],
  "switchyard-router": ["project", "switchyard:stage"],
};

/** By this tag policies and budgets tell the stages apart, so it says the stack's name and nothing else. */
export const STAGE_TAG = "switchyard:stage";

/** Test support: the environment that the stack gives the controller's functions. */
export const ENVIRONMENT = {
  SWITCHYARD_STAGE: "local",
  SWITCHYARD_FUNCTION_NAME: "switchyard-local-router",
  SWITCHYARD_ALIAS: "live",
  SWITCHYARD_TABLE_NAME: "switchyard-local-releases",
  SWITCHYARD_TOPIC_ARN: "arn:aws:sns:us-east-1:123456789012:switchyard-local-releases",
  SWITCHYARD_REST_API_ID: "abc123",
  SWITCHYARD_API_STAGE_NAME: "local",
  SWITCHYARD_CACHE_ENABLED: "false",
  SWITCHYARD_PROVISIONED_CONCURRENCY: "2",
  SWITCHYARD_LIMITS: '{"errorRate":0.01,"responseTimeMs":30000,"coldStartMs":2000}',
} as const;

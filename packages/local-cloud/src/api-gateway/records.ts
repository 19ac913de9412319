/** What API Gateway keeps, as plain JSON. Times are epoch milliseconds. */

export type Tags = Readonly<Record<string, string>>;

/** How a method reaches a Lambda function. */
export interface IntegrationRecord {
  readonly uri: string;
  readonly timeoutInMillis: number;
  readonly cacheNamespace: string;
  /** Names like `method.request.querystring.q`. */
  readonly cacheKeyParameters: readonly string[];
}

export interface MethodRecord {
  /** `ANY` stands for every HTTP method. */
  readonly httpMethod: string;
  readonly authorizationType: "NONE" | "AWS_IAM";
  readonly apiKeyRequired: boolean;
  readonly operationName?: string;
  readonly requestValidatorId?: string;
  /** By name; true = required, which only a request validator enforces. */
  readonly requestParameters: Readonly<Record<string, boolean>>;
  readonly integration?: IntegrationRecord;
}

export interface ResourceRecord {
  readonly id: string;
  /** Missing for the root. */
  readonly parentId?: string;
  /** `query`, `{id}` or `{proxy+}`. */
  readonly pathPart: string;
  readonly path: string;
  readonly methods: Readonly<Record<string, MethodRecord>>;
}

export interface GatewayResponseRecord {
  readonly statusCode?: string;
  readonly responseParameters: Readonly<Record<string, string>>;
  readonly responseTemplates: Readonly<Record<string, string>>;
}

export interface RequestValidatorRecord {
  readonly id: string;
  readonly name?: string;
  readonly validateRequestParameters: boolean;
}

/** The part of an API that a deployment freezes. */
export interface ApiDefinition {
  readonly resources: Readonly<Record<string, ResourceRecord>>;
  readonly gatewayResponses: Readonly<Record<string, GatewayResponseRecord>>;
  readonly requestValidators: Readonly<Record<string, RequestValidatorRecord>>;
  readonly binaryMediaTypes: readonly string[];
}

export interface RestApiRecord extends ApiDefinition {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly version?: string;
  readonly createdMs: number;
  readonly endpointType: "EDGE" | "REGIONAL";
  readonly rootResourceId: string;
  readonly tags: Tags;
}

export interface DeploymentRecord extends ApiDefinition {
  readonly id: string;
  readonly apiId: string;
  readonly description?: string;
  readonly createdMs: number;
}

export type UnauthorizedCacheStrategy =
  | "FAIL_WITH_403"
  | "SUCCEED_WITH_RESPONSE_HEADER"
  | "SUCCEED_WITHOUT_RESPONSE_HEADER";

export interface MethodSettingRecord {
  readonly metricsEnabled: boolean;
  readonly loggingLevel: "OFF" | "ERROR" | "INFO";
  /** Requests; negative = no limit. */
  readonly throttlingBurstLimit: number;
  /** Requests per second; negative = no limit. */
  readonly throttlingRateLimit: number;
  readonly cachingEnabled: boolean;
  readonly cacheTtlInSeconds: number;
  readonly cacheDataEncrypted: boolean;
  readonly requireAuthorizationForCacheControl: boolean;
  readonly unauthorizedCacheControlHeaderStrategy: UnauthorizedCacheStrategy;
}

export interface StageRecord {
  readonly apiId: string;
  readonly name: string;
  readonly deploymentId: string;
  readonly description?: string;
  readonly createdMs: number;
  readonly updatedMs: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly cacheClusterEnabled: boolean;
  /** Gigabytes, as AWS offers them. */
  readonly cacheClusterSize?: string;
  /** Kept and told; the local cloud has no X-Ray. */
  readonly tracingEnabled?: boolean;
  /** By path and method, a wildcard for each for all methods, else the path without its first slash: `query/GET`. */
  readonly methodSettings: Readonly<Record<string, MethodSettingRecord>>;
  readonly tags: Tags;
}

export interface ApiKeyRecord {
  readonly id: string;
  readonly name?: string;
  readonly value: string;
  readonly description?: string;
  readonly customerId?: string;
  readonly enabled: boolean;
  readonly createdMs: number;
  readonly updatedMs: number;
  readonly tags: Tags;
}

/** Requests per second, and how many may come at once. */
export interface ThrottleRecord {
  readonly rateLimit?: number;
  readonly burstLimit?: number;
}

export interface QuotaRecord {
  readonly limit: number;
  /** Requests that the first period has less. */
  readonly offset: number;
  readonly period: "DAY" | "WEEK" | "MONTH";
}

export interface UsagePlanStage {
  readonly apiId: string;
  readonly stage: string;
  /** By `/path/METHOD`. */
  readonly throttle: Readonly<Record<string, ThrottleRecord>>;
}

export interface UsagePlanRecord {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly productCode?: string;
  readonly createdMs: number;
  readonly apiStages: readonly UsagePlanStage[];
  readonly throttle?: ThrottleRecord;
  readonly quota?: QuotaRecord;
  readonly keyIds: readonly string[];
  readonly tags: Tags;
}

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type ApiMethod, GATEWAY_RESPONSES, INTEGRATION, METHODS, QUERY_PATH } from "./api-definition.ts";
import { ApiDomain } from "./api-domain.ts";
import { ApiFirewall } from "./api-firewall.ts";
import { deploymentHash } from "./deployment-hash.ts";
import type { StageConfig } from "./stage-config.ts";

interface RouterApiArgs {
  readonly config: StageConfig;
  readonly functionName: pulumi.Input<string>;
  readonly aliasName: pulumi.Input<string>;
  readonly aliasInvokeArn: pulumi.Input<string>;
}

/** `POST /query` and the cached `GET /query` in front of the live alias, for callers with an API key. */
export class RouterApi extends pulumi.ComponentResource {
  readonly restApiId: pulumi.Output<string>;
  readonly apiName: pulumi.Output<string>;
  readonly stageName: pulumi.Output<string>;
  /** Base URL; the path `/query` follows. */
  readonly url: pulumi.Output<string>;
  readonly apiKeyId: pulumi.Output<string>;
  /** What a DNS record for the stage's own domain points to; undefined where it has none. */
  readonly domainTarget: pulumi.Output<string> | undefined;
  /** Secret. */
  readonly apiKey: pulumi.Output<string>;

  constructor(name: string, args: RouterApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("switchyard:infra:RouterApi", name, {}, opts);
    const child = { parent: this };
    const { config } = args;
    const api = new aws.apigateway.RestApi(
      `${name}-api`,
      {
        name: `switchyard-${config.stage}`,
        description: "Questions to Switchyard.",
        endpointConfiguration: { types: "REGIONAL" },
        tags: config.tags,
      },
      // Its address is what callers have.
      { ...child, protect: config.keepData },
    );
    const query = new aws.apigateway.Resource(
      `${name}-query`,
      { restApi: api.id, parentId: api.rootResourceId, pathPart: QUERY_PATH },
      child,
    );
    const integrations = METHODS.map((method) =>
      this.#integrate(name, method, api, query, args.aliasInvokeArn),
    );
    const responses = GATEWAY_RESPONSES.map(
      ({ responseType, statusCode, template }) =>
        new aws.apigateway.Response(
          `${name}-on-${responseType.toLowerCase().replaceAll("_", "-")}`,
          {
            restApiId: api.id,
            responseType,
            statusCode,
            responseTemplates: { "application/json": template },
          },
          child,
        ),
    );
    const deployment = new aws.apigateway.Deployment(
      `${name}-deployment`,
      {
        restApi: api.id,
        // A deployment is a snapshot: without a new one, a change of the API is never served.
        // The new one exists before the stage moves to it, and the old one goes last.
        triggers: {
          served: pulumi
            .output(args.aliasInvokeArn)
            .apply((uri) => deploymentHash({ uri, METHODS, INTEGRATION, GATEWAY_RESPONSES })),
        },
      },
      { parent: this, dependsOn: [...integrations, ...responses] },
    );
    const stage = this.#stage(name, config, api, deployment);
    new aws.lambda.Permission(
      `${name}-permission`,
      {
        action: "lambda:InvokeFunction",
        function: args.functionName,
        qualifier: args.aliasName,
        principal: "apigateway.amazonaws.com",
        sourceArn: pulumi.interpolate`${api.executionArn}/${stage.stageName}/*/${QUERY_PATH}`,
      },
      child,
    );
    const key = this.#keysWithPlan(name, config, api, stage);

    const { domain, firewall } = config.api;
    if (firewall !== undefined) {
      new ApiFirewall(name, { config, firewall, apiStageArn: stage.arn }, child);
    }
    this.domainTarget =
      domain &&
      new ApiDomain(name, { config, domain, restApiId: api.id, stageName: stage.stageName }, child).target;
    this.restApiId = api.id;
    this.apiName = api.name;
    this.stageName = stage.stageName;
    this.url = stage.invokeUrl;
    this.apiKeyId = key.id;
    this.apiKey = pulumi.secret(key.value);
    this.registerOutputs({ url: this.url, apiKeyId: this.apiKeyId });
  }

  #integrate(
    name: string,
    method: ApiMethod,
    api: aws.apigateway.RestApi,
    resource: aws.apigateway.Resource,
    uri: pulumi.Input<string>,
  ): aws.apigateway.Integration {
    const { httpMethod, authorization, apiKeyRequired, requestParameters, cacheKeyParameters } = method;
    const child = { parent: this };
    const verb = httpMethod.toLowerCase();
    const declared = new aws.apigateway.Method(
      `${name}-${verb}`,
      {
        restApi: api.id,
        resourceId: resource.id,
        httpMethod,
        authorization,
        apiKeyRequired,
        requestParameters,
      },
      child,
    );
    return new aws.apigateway.Integration(
      `${name}-${verb}-integration`,
      {
        restApi: api.id,
        resourceId: resource.id,
        httpMethod: declared.httpMethod,
        ...INTEGRATION,
        uri,
        cacheKeyParameters: [...cacheKeyParameters],
      },
      child,
    );
  }

  #stage(
    name: string,
    config: StageConfig,
    api: aws.apigateway.RestApi,
    deployment: aws.apigateway.Deployment,
  ): aws.apigateway.Stage {
    const child = { parent: this };
    const { cache, throttle } = config.api;
    const stage = new aws.apigateway.Stage(
      `${name}-stage`,
      {
        restApi: api.id,
        deployment: deployment.id,
        stageName: config.stage,
        cacheClusterEnabled: cache.enabled,
        ...(cache.enabled ? { cacheClusterSize: cache.sizeGb } : {}),
        ...(config.function.tracing ? { xrayTracingEnabled: true } : {}),
        tags: config.tags,
      },
      child,
    );
    for (const { httpMethod, cacheKeyParameters } of METHODS) {
      const cached = cache.enabled && cacheKeyParameters.length > 0;
      new aws.apigateway.MethodSettings(
        `${name}-${httpMethod.toLowerCase()}-settings`,
        {
          restApi: api.id,
          stageName: stage.stageName,
          methodPath: `${QUERY_PATH}/${httpMethod}`,
          settings: {
            metricsEnabled: true,
            throttlingRateLimit: throttle.ratePerSecond,
            throttlingBurstLimit: throttle.burst,
            cachingEnabled: cached,
            ...(cached
              ? {
                  cacheTtlInSeconds: cache.ttlSeconds,
                  cacheDataEncrypted: true,
                  // Else any caller could empty the cache with `Cache-Control: max-age=0`.
                  requireAuthorizationForCacheControl: true,
                  unauthorizedCacheControlHeaderStrategy: "SUCCEED_WITH_RESPONSE_HEADER",
                }
              : {}),
          },
        },
        child,
      );
    }
    return stage;
  }

  /** The newest of the keys that the API takes; all have the same limits, each for itself. */
  #keysWithPlan(
    name: string,
    config: StageConfig,
    api: aws.apigateway.RestApi,
    stage: aws.apigateway.Stage,
  ): aws.apigateway.ApiKey {
    const child = { parent: this };
    const { throttle, quota, keyGeneration } = config.api;
    const plan = new aws.apigateway.UsagePlan(
      `${name}-plan`,
      {
        description: `Limits of stage ${config.stage}, for each key.`,
        apiStages: [{ apiId: api.id, stage: stage.stageName }],
        throttleSettings: { rateLimit: throttle.ratePerSecond, burstLimit: throttle.burst },
        quotaSettings: { limit: quota.requestsPerDay, period: "DAY" },
        tags: config.tags,
      },
      child,
    );
    const keyOf = (generation: number): aws.apigateway.ApiKey => {
      const suffix = generation === 1 ? "" : `-${generation}`;
      const key = new aws.apigateway.ApiKey(
        `${name}-key${suffix}`,
        { description: `Key to stage ${config.stage}.`, tags: config.tags },
        // The one before goes with the next generation.
        { ...child, protect: config.keepData && generation === keyGeneration },
      );
      new aws.apigateway.UsagePlanKey(
        `${name}-plan-key${suffix}`,
        { usagePlanId: plan.id, keyId: key.id, keyType: "API_KEY" },
        // AWS repeats the key's value here, and the SDK seals only the key's own.
        { ...child, additionalSecretOutputs: ["value"] },
      );
      return key;
    };
    if (keyGeneration > 1) keyOf(keyGeneration - 1);
    return keyOf(keyGeneration);
  }
}

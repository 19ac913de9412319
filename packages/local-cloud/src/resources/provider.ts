import type { Properties, ResourceProvider } from "../engine/provider.ts";
import { apiGatewayTypes } from "./api-gateway.ts";
import { awsOnlyTypes } from "./aws-only.ts";
import { awsxComponents, type BuildImage } from "./awsx.ts";
import { checkResource, randomSuffix } from "./check.ts";
import { dashboardType } from "./dashboard.ts";
import { dataSources } from "./data-sources.ts";
import { dynamoDbTypes } from "./dynamodb.ts";
import { ecrTypes } from "./ecr.ts";
import { iamTypes } from "./iam.ts";
import { lambdaTypes } from "./lambda.ts";
import { logsTypes } from "./logs.ts";
import { cloudWatchTypes } from "./metric-alarm.ts";
import type {
  ApiGatewayPort,
  CloudWatchPort,
  DynamoDbPort,
  EcrPort,
  IamPort,
  LambdaPort,
  LogsPort,
  SchedulerPort,
  SnsPort,
  SqsPort,
} from "./ports.ts";
import { scheduleType } from "./schedule.ts";
import { snsTypes } from "./sns.ts";
import { sqsTypes } from "./sqs.ts";

/** The operations of the services, and the rest that resources are made with. */
interface AwsProviderDeps {
  readonly iam: IamPort;
  readonly lambda: LambdaPort;
  readonly apiGateway: ApiGatewayPort;
  readonly logs: LogsPort;
  readonly cloudWatch: CloudWatchPort;
  readonly dynamoDb: DynamoDbPort;
  readonly sqs: SqsPort;
  readonly sns: SnsPort;
  readonly scheduler: SchedulerPort;
  /** ECR's operations, and image builds. */
  readonly images: EcrPort & { readonly build: BuildImage };
  readonly region: string;
  /** Where deployed APIs listen, without a slash at the end. */
  readonly apiUrl: () => string;
  /** Makes generated names unique; random unless given. */
  readonly newSuffix?: () => string;
}

/** Pulumi's AWS and AWSX providers over the services of the local cloud. */
export function createAwsProvider(deps: AwsProviderDeps): ResourceProvider {
  const { region, newSuffix = randomSuffix } = deps;
  const types = byToken([
    ...iamTypes(deps.iam),
    ...lambdaTypes(deps.lambda, region),
    ...logsTypes(deps.logs, region),
    ...cloudWatchTypes(deps.cloudWatch, region),
    dashboardType(deps.cloudWatch, region),
    ...dynamoDbTypes(deps.dynamoDb, region),
    ...sqsTypes(deps.sqs, region),
    ...snsTypes(deps.sns, region),
    scheduleType(deps.scheduler, region),
    ...apiGatewayTypes(deps.apiGateway, region, deps.apiUrl),
    ...ecrTypes(deps.images, region),
    ...awsOnlyTypes(),
  ]);
  const components = byToken(awsxComponents(deps.images.build, region));
  const sources = byToken(dataSources(deps.iam, deps.lambda, region));

  return {
    knows: (type) => types.has(type) || components.has(type),
    check: async (request) => checkResource(known(types, request.type, "resource type"), request, newSuffix),
    replaceOn: (type) => types.get(type)?.replaceOn ?? [],
    replaceBecause: (type, oldInputs, newInputs) =>
      types.get(type)?.replaceBecause(oldInputs, newInputs) ?? [],
    mustDeleteFirst: (type, oldInputs, newInputs) =>
      agreeIn(types.get(type)?.uniqueBy ?? [], oldInputs, newInputs),
    recomputedOnUpdate: (type) => types.get(type)?.recomputed ?? [],
    create: async (context, inputs) => known(types, context.type, "resource type").create(inputs),
    update: async (existing, inputs, changed) =>
      known(types, existing.type, "resource type").update(existing, inputs, changed),
    delete: async (existing) => known(types, existing.type, "resource type").delete(existing),
    read: async (context, id) => known(types, context.type, "resource type").read(id),
    construct: async (request) => known(components, request.type, "component").construct(request),
    invoke: async (token, args) => known(sources, token, "data source").answer(args),
  };
}

/** A value that neither has, or that is not known yet, makes nothing unique. */
function agreeIn(properties: readonly string[], a: Properties, b: Properties): boolean {
  return (
    properties.some((property) => a[property] !== undefined) &&
    properties.every((property) => a[property] === b[property])
  );
}

function byToken<T extends { readonly token: string }>(all: readonly T[]): ReadonlyMap<string, T> {
  return new Map(all.map((entry) => [entry.token, entry]));
}

function known<T>(all: ReadonlyMap<string, T>, token: string, kind: string): T {
  const found = all.get(token);
  if (found !== undefined) return found;
  throw new Error(
    `The local cloud has no ${kind} ${token}. It has ${[...all.keys()].toSorted().join(", ")}.`,
  );
}

import type { ExistingResource, Properties, ResourceProvider } from "../engine/provider.ts";
import type { BuildImage } from "./awsx.ts";
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
import { createAwsProvider } from "./provider.ts";

interface FakeServices {
  readonly iam?: Partial<IamPort>;
  readonly lambda?: Partial<LambdaPort>;
  readonly apiGateway?: Partial<ApiGatewayPort>;
  readonly logs?: Partial<LogsPort>;
  readonly cloudWatch?: Partial<CloudWatchPort>;
  readonly dynamoDb?: Partial<DynamoDbPort>;
  readonly sqs?: Partial<SqsPort>;
  readonly sns?: Partial<SnsPort>;
  readonly scheduler?: Partial<SchedulerPort>;
  readonly images?: Partial<EcrPort & { readonly build: BuildImage }>;
  /** Ends every generated name; one and the same unless given. */
  readonly newSuffix?: () => string;
}

/** The provider over services that have the given operations; any other operation fails by its name. */
export function providerOver(services: FakeServices): ResourceProvider {
  return createAwsProvider({
    iam: onlyWith(services.iam),
    lambda: onlyWith(services.lambda),
    apiGateway: onlyWith(services.apiGateway),
    logs: onlyWith(services.logs),
    cloudWatch: onlyWith(services.cloudWatch),
    dynamoDb: onlyWith(services.dynamoDb),
    sqs: onlyWith(services.sqs),
    sns: onlyWith(services.sns),
    scheduler: onlyWith(services.scheduler),
    images: onlyWith(services.images),
    region: "us-east-1",
    apiUrl: () => "http://127.0.0.1:4600",
    newSuffix: services.newSuffix ?? (() => "0a1b2c3"),
  });
}

function onlyWith<Port extends object>(operations: Partial<Port> = {}): Port {
  const port = new Proxy(operations, {
    get: (target, name) => {
      if (name in target) return Reflect.get(target, name) as unknown;
      return () => {
        throw new Error(`The test does not expect the operation ${String(name)}.`);
      };
    },
  });
  // The proxy answers for every operation, if only by an error.
  return port as Port;
}

/** A resource as the engine would remember it after `create`. */
export async function created(
  provider: ResourceProvider,
  type: string,
  inputs: Properties,
): Promise<ExistingResource> {
  const context = { urn: `urn:pulumi:local::p::${type}::x`, type, name: "x" };
  const checked = await provider.check({ ...context, inputs, unknownPaths: [], oldInputs: undefined });
  if (!checked.ok) throw new Error(JSON.stringify(checked.failures));
  const { id, outputs } = await provider.create(context, checked.inputs);
  return { ...context, id, inputs: checked.inputs, outputs };
}

/** Why the provider refuses the inputs, as `property: reason`. */
export async function refusals(
  provider: ResourceProvider,
  type: string,
  inputs: Properties,
  unknownPaths: readonly string[] = [],
): Promise<readonly string[]> {
  const context = { urn: `urn:pulumi:local::p::${type}::x`, type, name: "x" };
  const result = await provider.check({ ...context, inputs, unknownPaths, oldInputs: undefined });
  return result.ok ? [] : result.failures.map(({ property, reason }) => `${property}: ${reason}`);
}

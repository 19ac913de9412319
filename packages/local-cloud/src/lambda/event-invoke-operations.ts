import type {
  DeleteFunctionEventInvokeConfigCommandInput,
  DeleteFunctionEventInvokeConfigCommandOutput,
  GetFunctionEventInvokeConfigCommandInput,
  GetFunctionEventInvokeConfigCommandOutput,
  ListFunctionEventInvokeConfigsCommandInput,
  ListFunctionEventInvokeConfigsCommandOutput,
  PutFunctionEventInvokeConfigCommandInput,
  PutFunctionEventInvokeConfigCommandOutput,
  UpdateFunctionEventInvokeConfigCommandInput,
  UpdateFunctionEventInvokeConfigCommandOutput,
} from "@aws-sdk/client-lambda";
import type { Authority } from "../ports.ts";
import { invalidParameter, notFound } from "./errors.ts";
import { checkDestination } from "./failure-targets.ts";
import { functionArn, parseFunctionName } from "./function-names.ts";
import { type FunctionStore, versionOf } from "./function-store.ts";
import type { LambdaOperation } from "./operation.ts";
import { paginate } from "./paginate.ts";
import type { EventInvokeConfig, FunctionRecord } from "./records.ts";

/** What becomes of asynchronous invocations that fail, by version or alias. */
export interface EventInvokeOperations {
  /** Sets everything: what the request leaves out goes back to its default. */
  readonly PutFunctionEventInvokeConfig: LambdaOperation<
    PutFunctionEventInvokeConfigCommandInput,
    PutFunctionEventInvokeConfigCommandOutput
  >;
  /** Changes what the request names. */
  readonly UpdateFunctionEventInvokeConfig: LambdaOperation<
    UpdateFunctionEventInvokeConfigCommandInput,
    UpdateFunctionEventInvokeConfigCommandOutput
  >;
  readonly GetFunctionEventInvokeConfig: LambdaOperation<
    GetFunctionEventInvokeConfigCommandInput,
    GetFunctionEventInvokeConfigCommandOutput
  >;
  readonly DeleteFunctionEventInvokeConfig: LambdaOperation<
    DeleteFunctionEventInvokeConfigCommandInput,
    DeleteFunctionEventInvokeConfigCommandOutput
  >;
  readonly ListFunctionEventInvokeConfigs: LambdaOperation<
    ListFunctionEventInvokeConfigsCommandInput,
    ListFunctionEventInvokeConfigsCommandOutput
  >;
}

type Change = PutFunctionEventInvokeConfigCommandInput;

export function createEventInvokeOperations(
  store: FunctionStore,
  authority: Authority,
): EventInvokeOperations {
  const target = (input: {
    readonly FunctionName?: string | undefined;
    readonly Qualifier?: string | undefined;
  }) => {
    const reference = parseFunctionName(input.FunctionName, input.Qualifier, store.region);
    const record = store.get(reference.name);
    const { settings } = versionOf(store, reference);
    return { record, qualifier: reference.qualifier ?? "$LATEST", roleArn: settings.role };
  };

  const find = (input: Parameters<typeof target>[0]) => {
    const found = target(input);
    const config = found.record.eventInvoke?.[found.qualifier];
    if (config !== undefined) return { ...found, config };
    const arn = functionArn(store.region, found.record.name, found.qualifier);
    throw notFound(`The function ${arn} doesn't have an EventInvokeConfig`);
  };

  const view = (record: FunctionRecord, qualifier: string, config: EventInvokeConfig) => ({
    FunctionArn: functionArn(store.region, record.name, qualifier),
    LastModified: new Date(config.lastModifiedMs),
    ...(config.retries === undefined ? {} : { MaximumRetryAttempts: config.retries }),
    ...(config.maximumAgeS === undefined ? {} : { MaximumEventAgeInSeconds: config.maximumAgeS }),
    DestinationConfig: {
      OnSuccess: {},
      OnFailure: config.onFailure === undefined ? {} : { Destination: config.onFailure },
    },
  });

  const write = (input: Change, before: Partial<EventInvokeConfig>) => {
    const { record, qualifier, roleArn } = target(input);
    const config: EventInvokeConfig = { ...before, ...changeIn(input), lastModifiedMs: store.nowMs() };
    if (config.onFailure !== undefined) {
      checkDestination(authority, { roleArn, functionName: record.name }, config.onFailure);
    }
    store.put({ ...record, eventInvoke: { ...record.eventInvoke, [qualifier]: config } });
    return view(record, qualifier, config);
  };

  return {
    PutFunctionEventInvokeConfig: async (input) => write(input, {}),
    UpdateFunctionEventInvokeConfig: async (input) => write(input, find(input).config),
    GetFunctionEventInvokeConfig: async (input) => {
      const { record, qualifier, config } = find(input);
      return view(record, qualifier, config);
    },
    DeleteFunctionEventInvokeConfig: async (input) => {
      const { record, qualifier } = find(input);
      store.put(withoutEventInvoke(record, qualifier));
      return {};
    },
    ListFunctionEventInvokeConfigs: async (input) => {
      const record = store.get(parseFunctionName(input.FunctionName, undefined, store.region).name);
      const page = paginate(Object.entries(record.eventInvoke ?? {}), input.Marker, input.MaxItems);
      return {
        FunctionEventInvokeConfigs: page.items.map(([qualifier, config]) => view(record, qualifier, config)),
        NextMarker: page.NextMarker,
      };
    },
  };
}

/** The function without the configuration of a qualifier. */
export function withoutEventInvoke(record: FunctionRecord, qualifier: string): FunctionRecord {
  const { [qualifier]: _removed, ...rest } = record.eventInvoke ?? {};
  return { ...record, eventInvoke: rest };
}

function changeIn(input: Change): Partial<EventInvokeConfig> {
  const {
    MaximumRetryAttempts: retries,
    MaximumEventAgeInSeconds: ageS,
    DestinationConfig: destinations,
  } = input;
  if (destinations?.OnSuccess?.Destination !== undefined) {
    throw invalidParameter("The local cloud supports no destination for success. Leave OnSuccess out.");
  }
  const onFailure = destinations?.OnFailure?.Destination;
  return {
    ...(retries === undefined ? {} : { retries: range("maximumRetryAttempts", retries, 0, 2) }),
    ...(ageS === undefined ? {} : { maximumAgeS: range("maximumEventAgeInSeconds", ageS, 60, 21_600) }),
    ...(onFailure === undefined ? {} : { onFailure }),
  };
}

function range(name: string, value: number, minimum: number, maximum: number): number {
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return value;
  const [word, bound] = value < minimum ? ["greater", minimum] : ["less", maximum];
  throw invalidParameter(
    `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: Member must have value ${word} than or equal to ${bound}`,
  );
}

/** The gRPC service to which a program registers its resources: translates between the wire and `Deployment`. */
import grpc from "@grpc/grpc-js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import type { IResourceMonitorServer } from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import type { ReadResourceRequest, ResourceInvokeRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import resourcePb from "@pulumi/pulumi/proto/resource_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import { messageOf } from "../errors.ts";
import type { DeploymentContext } from "./context.ts";
import { type Deployment, DeploymentEnded } from "./deployment.ts";
import { EngineError } from "./engine-error.ts";
import type { Registered } from "./registration.ts";
import { registrationOf } from "./registration-request.ts";
import { encode, type Fields } from "./values.ts";

const FEATURE = resourcePb.ResourceMonitorFeature;
/**
 * Transforms, hooks, migrations and replaceWith are announced although they are refused: else the SDK itself
 * refuses them, with the advice to update the Pulumi CLI.
 */
const FEATURES = {
  secrets: FEATURE.RESOURCE_MONITOR_FEATURE_SECRETS,
  resourceReferences: FEATURE.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
  outputValues: FEATURE.RESOURCE_MONITOR_FEATURE_OUTPUT_VALUES,
  aliasSpecs: FEATURE.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
  deletedWith: FEATURE.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
  replaceWith: FEATURE.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
  transforms: FEATURE.RESOURCE_MONITOR_FEATURE_TRANSFORMS,
  invokeTransforms: FEATURE.RESOURCE_MONITOR_FEATURE_INVOKE_TRANSFORMS,
  parameterization: FEATURE.RESOURCE_MONITOR_FEATURE_PARAMETERIZATION,
  resourceHooks: FEATURE.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS,
  errorHooks: FEATURE.RESOURCE_MONITOR_FEATURE_ERROR_HOOKS,
  stateMigrations: FEATURE.RESOURCE_MONITOR_FEATURE_STATE_MIGRATIONS,
};

/** The monitor of one deployment. */
export function createMonitor(context: DeploymentContext, deployment: Deployment): IResourceMonitorServer {
  const answer = <Request, Response>(handle: (request: Request) => Response | Promise<Response>) =>
    unary(handle, (text) => context.redactor.clean(text));
  const refuse = (what: string) => answer<unknown, never>(() => refuseFeature(deployment, what));

  return {
    getDeploymentInfo: answer(() => {
      const info = new resourcePb.DeploymentInfo();
      info.setProject(context.project).setStack(context.stack).setDryrun(context.dryRun);
      return info.setSupportedfeaturesList(Object.values(FEATURES));
    }),
    supportsFeature: answer((request) =>
      new resourcePb.SupportsFeatureResponse().setHassupport(Object.hasOwn(FEATURES, request.getId())),
    ),
    registerResource: answer(async (request) => {
      const registered = await deployment.register(registrationOf(request));
      const response = new resourcePb.RegisterResourceResponse();
      return response
        .setUrn(registered.state.urn)
        .setId(registered.state.id)
        .setObject(outputsOf(registered));
    }),
    registerResourceOutputs: answer((request) => {
      deployment.registerOutputs(request.getUrn(), fieldsOf(request.getOutputs()));
      return new emptyPb.Empty();
    }),
    readResource: answer(async (request) => {
      const registered = await deployment.read(readRequestOf(request));
      const response = new resourcePb.ReadResourceResponse();
      return response.setUrn(registered.state.urn).setProperties(outputsOf(registered));
    }),
    existsResource: answer(async (request) => {
      const [type, id] = [request.getType(), request.getId()];
      if (!context.provider.knows(type))
        throw new EngineError(`The local cloud does not have the type ${type}.`);
      const found = await context.provider.read({ urn: "", type, name: id }, id);
      return new resourcePb.ExistsResourceResponse().setExists(found !== undefined);
    }),
    invoke: answer((request) => invoke(deployment, request)),
    registerPackage: answer((request) =>
      new resourcePb.RegisterPackageResponse().setRef(`${request.getName()}@${request.getVersion()}`),
    ),
    signalAndWaitForShutdown: answer(async () => {
      await deployment.finish();
      return new emptyPb.Empty();
    }),
    call: answer((request) =>
      refuseFeature(deployment, `Calling the method ${request.getTok()} of a resource`),
    ),
    registerStackTransform: refuse("A stack transform"),
    registerStackInvokeTransform: refuse("An invoke transform"),
    registerResourceHook: refuse("A resource hook"),
    registerErrorHook: refuse("An error hook"),
  };
}

async function invoke(
  deployment: Deployment,
  request: ResourceInvokeRequest,
): Promise<InstanceType<typeof resourcePb.ResourceInvokeResponse>> {
  const response = new resourcePb.ResourceInvokeResponse();
  const result = await deployment.invoke(request.getTok(), fieldsOf(request.getArgs()));
  switch (result.kind) {
    case "answer":
      return response.setReturn(structOf(encode(result.value, { secretPaths: result.secretPaths })));
    case "failure":
      return response.setFailuresList([new providerPb.CheckFailure().setReason(result.reason)]);
    case "unknown":
      return response.setUnknown(true);
  }
}

/** A feature that is silently left out would deploy something else than the program says: the deployment fails. */
function refuseFeature(deployment: Deployment, what: string): never {
  const message = `${what} is not supported by the local engine. Leave it out on this stack.`;
  deployment.stop(message);
  throw new EngineError(message);
}

function outputsOf({ state, unknownPaths }: Registered): Struct {
  return structOf(encode(state.outputs, { secretPaths: state.secretOutputs, unknownPaths }));
}

function readRequestOf(request: ReadResourceRequest): Parameters<Deployment["read"]>[0] {
  return {
    type: request.getType(),
    name: request.getName(),
    parent: request.getParent(),
    id: request.getId(),
    dependencies: request.getDependenciesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
  };
}

function fieldsOf(struct: Struct | undefined): Fields {
  return struct?.toJavaScript() ?? {};
}

function structOf(fields: Fields): Struct {
  return structPb.Struct.fromJavaScript(fields as Parameters<typeof structPb.Struct.fromJavaScript>[0]);
}

/** A handler as gRPC wants it. The SDK stays quiet about a cancelled request: its cause is reported already. */
function unary<Request, Response>(
  handle: (request: Request) => Response | Promise<Response>,
  clean: (text: string) => string,
): grpc.handleUnaryCall<Request, Response> {
  const respond = async (request: Request, callback: grpc.sendUnaryData<Response>): Promise<void> => {
    try {
      callback(null, await handle(request));
    } catch (error) {
      const code = error instanceof DeploymentEnded ? grpc.status.CANCELLED : grpc.status.UNKNOWN;
      callback({ code, details: clean(messageOf(error)) });
    }
  };
  return (call, callback) => void respond(call.request, callback);
}

/** The gRPC service through which a program logs and finds its stack. */
import { stripVTControlCharacters } from "node:util";
import grpc from "@grpc/grpc-js";
import type { IEngineServer } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import enginePb from "@pulumi/pulumi/proto/engine_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import type { DeploymentContext } from "./context.ts";
import type { Severity } from "./events.ts";

/** By the wire's number; 0, the SDK's own chatter for debugging, is dropped. */
const SEVERITIES: readonly (Severity | undefined)[] = [undefined, "info", "warning", "error"];

/** What the program said about its own end. */
export interface ProgramLog {
  /** Messages of severity `error`, without secrets and colours. */
  readonly errors: readonly string[];
}

export function createEngineService(context: DeploymentContext): {
  readonly service: IEngineServer;
  readonly programLog: ProgramLog;
} {
  const errors: string[] = [];
  let root = "";
  const service: IEngineServer = {
    log: ({ request }, callback) => {
      const severity = SEVERITIES[request.getSeverity()];
      callback(null, new emptyPb.Empty());
      if (severity === undefined) return;
      const message = context.redactor.clean(stripVTControlCharacters(request.getMessage()));
      if (severity === "error") errors.push(message);
      const urn = request.getUrn() === "" ? {} : { urn: request.getUrn() };
      context.emit({ kind: "log", severity, source: "program", message, ...urn });
    },
    getRootResource: (_, callback) => callback(null, new enginePb.GetRootResourceResponse().setUrn(root)),
    setRootResource: ({ request }, callback) => {
      root = request.getUrn();
      callback(null, new enginePb.SetRootResourceResponse());
    },
    startDebugging: (_, callback) =>
      callback({
        code: grpc.status.FAILED_PRECONDITION,
        details: "Attaching a debugger is not supported by the local engine.",
      }),
    // The engine belongs to the one SDK version that this repository pins, not to a version of the CLI.
    requirePulumiVersion: (_, callback) => callback(null, new enginePb.RequirePulumiVersionResponse()),
  };
  return { service, programLog: { errors } };
}

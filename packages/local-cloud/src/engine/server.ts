import grpc from "@grpc/grpc-js";
import type { IEngineServer } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import type { IResourceMonitorServer } from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resourceGrpc from "@pulumi/pulumi/proto/resource_grpc_pb.js";

/** The limit of the SDK itself: a lambda's code may travel inside a request. */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

export interface EngineServer {
  /** `127.0.0.1:port`. */
  readonly address: string;
  readonly close: () => void;
}

/** Serves monitor and engine on one free port of the loopback interface. */
export async function serveEngine(
  monitor: IResourceMonitorServer,
  engine: IEngineServer,
): Promise<EngineServer> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": MAX_MESSAGE_BYTES });
  server.addService(resourceGrpc.ResourceMonitorService, monitor);
  server.addService(engineGrpc.EngineService, engine);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}

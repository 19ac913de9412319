/** The policy pack in a process of its own, started and asked as Pulumi's CLI does it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import grpc from "@grpc/grpc-js";
import analyzerGrpc from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import analyzerPb from "@pulumi/pulumi/proto/analyzer_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import { type CheckedResource, UNKNOWN } from "../model.ts";

const PACK = fileURLToPath(new URL("../../", import.meta.url));
/** Nothing listens there: the pack says nothing to the engine. */
const ENGINE = "127.0.0.1:1";
/** Pulumi's own mark for text that is not known yet. */
const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

interface Diagnostic {
  readonly policy: string;
  readonly level: "advisory" | "mandatory";
  readonly urn: string;
  readonly message: string;
}

interface RunningPack {
  readonly policies: () => Promise<readonly string[]>;
  readonly analyzeStack: (resources: readonly CheckedResource[]) => Promise<readonly Diagnostic[]>;
  readonly close: () => void;
}

export async function startPack(): Promise<RunningPack> {
  const runner = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run-policy-pack");
  const child = spawn(process.execPath, [runner, ENGINE, ".", "-typescript=false"], {
    cwd: PACK,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout });
  const [port] = await Promise.race([
    once(lines, "line"),
    once(child, "exit").then(([code]) => {
      throw new Error(
        `Expected the policy pack to print its port, found that it ended with ${String(code)}.`,
      );
    }),
  ]);
  const client = new analyzerGrpc.AnalyzerClient(
    `127.0.0.1:${String(port)}`,
    grpc.credentials.createInsecure(),
  );
  const ask = <Answer>(
    call: (done: (error: grpc.ServiceError | null, answer: Answer) => void) => unknown,
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      call((error, answer) => (error === null ? resolve(answer) : reject(error)));
    });
  return {
    policies: async () => {
      const info = await ask<InstanceType<typeof analyzerPb.AnalyzerInfo>>((done) =>
        client.getAnalyzerInfo(new emptyPb.Empty(), done),
      );
      return info.getPoliciesList().map((policy) => policy.getName());
    },
    analyzeStack: async (resources) => {
      const request = new analyzerPb.AnalyzeStackRequest();
      request.setResourcesList(resources.map(onTheWire));
      const answer = await ask<InstanceType<typeof analyzerPb.AnalyzeResponse>>((done) =>
        client.analyzeStack(request, done),
      );
      return answer.getDiagnosticsList().map((each) => ({
        policy: each.getPolicyname(),
        level:
          each.getEnforcementlevel() === analyzerPb.EnforcementLevel.MANDATORY ? "mandatory" : "advisory",
        urn: each.getUrn(),
        message: each.getMessage(),
      }));
    },
    close: () => {
      client.close();
      child.kill();
    },
  };
}

function onTheWire(resource: CheckedResource): InstanceType<typeof analyzerPb.AnalyzerResource> {
  const options = new analyzerPb.AnalyzerResourceOptions();
  options.setProtect(resource.protect).setIgnorechangesList([...resource.ignoreChanges]);
  const text = JSON.stringify(resource.props).replaceAll(
    JSON.stringify(UNKNOWN),
    JSON.stringify(UNKNOWN_TEXT),
  );
  return new analyzerPb.AnalyzerResource()
    .setUrn(resource.urn)
    .setType(resource.type)
    .setName(resource.name)
    .setOptions(options)
    .setProperties(structPb.Struct.fromJavaScript(JSON.parse(text)));
}

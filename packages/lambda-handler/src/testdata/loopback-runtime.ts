import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Test support: Lambda's Runtime API on loopback, and a process that is started as Lambda starts a container. */

export interface RuntimeRun {
  /** Absolute path of the folder with `bootstrap.cjs`. */
  readonly appDir: string;
  /** One invocation each; the process is stopped after the last. */
  readonly events: readonly unknown[];
  readonly environment?: Readonly<Record<string, string>>;
}

export interface RuntimeReply {
  /** `response`, `error` or `init-error`. */
  readonly kind: string;
  readonly body: unknown;
  readonly errorTypeHeader: string | undefined;
}

export interface RuntimeRecord {
  readonly replies: readonly RuntimeReply[];
  /** Lines of standard output. */
  readonly lines: readonly string[];
  readonly exitCode: number | null;
  /** Node's own modules that were loaded when the last invocation was answered. */
  readonly builtins: readonly string[];
}

/** Runs before the bootstrap: tells at the end what was loaded. */
const PROBE = join(import.meta.dirname, "module-probe.cjs");

export async function runBootstrap({ appDir, events, environment }: RuntimeRun): Promise<RuntimeRecord> {
  const scratch = await mkdtemp(join(tmpdir(), "switchyard-runtime-"));
  const probeFile = join(scratch, "loaded.json");
  const replies: RuntimeReply[] = [];
  let next = 0;
  const server = createServer((request, response) => {
    const path = request.url?.replace("/2018-06-01/runtime/", "") ?? "";
    if (path === "invocation/next") {
      if (next === events.length) child.kill("SIGTERM");
      else deliver(response, events[next++], next);
      return;
    }
    void readReply(request, path).then((reply) => {
      replies.push(reply);
      response.writeHead(202, { "content-type": "application/json" }).end('{"status":"OK"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  const child = spawn(process.execPath, ["--require", PROBE, join(appDir, "bootstrap.cjs")], {
    cwd: appDir,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      HOME: "/tmp",
      _HANDLER: "index.handler",
      AWS_LAMBDA_FUNCTION_NAME: "router",
      AWS_LAMBDA_FUNCTION_VERSION: "7",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "512",
      AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
      ...environment,
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
      MODULE_PROBE_FILE: probeFile,
    },
  });
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  const exitCode = await new Promise<number | null>((resolve) => child.once("close", resolve));
  server.close();
  server.closeAllConnections();
  const builtins = await readFile(probeFile, "utf8").then(
    (text) => JSON.parse(text) as string[],
    () => [],
  );
  await rm(scratch, { recursive: true });
  const lines = Buffer.concat(output)
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "");
  return { replies, lines, exitCode, builtins };
}

/** In chunks, as a Runtime API may. */
function deliver(response: ServerResponse, event: unknown, number: number): void {
  const body = JSON.stringify(event);
  response.writeHead(200, {
    "content-type": "application/json",
    "lambda-runtime-aws-request-id": `request-${number}`,
    "lambda-runtime-deadline-ms": String(Date.now() + 20_000),
    "lambda-runtime-invoked-function-arn": "arn:aws:lambda:us-east-1:123456789012:function:router:live",
    "lambda-runtime-trace-id": `Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=${number}`,
  });
  response.write(body.slice(0, 3));
  response.end(body.slice(3));
}

async function readReply(request: IncomingMessage, path: string): Promise<RuntimeReply> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const kind = path === "init/error" ? "init-error" : (path.split("/").at(-1) ?? "");
  const header = request.headers["lambda-runtime-function-error-type"];
  return {
    kind,
    body: JSON.parse(Buffer.concat(chunks).toString("utf8")),
    errorTypeHeader: typeof header === "string" ? header : undefined,
  };
}

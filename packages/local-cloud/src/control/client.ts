import { request as httpRequest, type IncomingMessage } from "node:http";
import type { BedrockSettings } from "../bedrock/settings.ts";
import type { CloudControl, StackCommand } from "../cloud.ts";
import type { DeployResult, StackOutputs } from "../engine/deploy.ts";
import type { CloudFaults } from "../faults/settings.ts";
import type { CpuAnswer } from "../lambda/cpu-settings.ts";
import type { Notice } from "../ports.ts";
import { type ControlEvent, type RunRecord, readRunRecord } from "./protocol.ts";

/** A running cloud, steered over its control port. `close` only lets go of it. */
export interface RemoteCloud extends CloudControl {
  readonly pid: number;
  /** Asks the cloud to end; resolves when it has taken the order. */
  readonly stop: () => Promise<void>;
}

/** The cloud that runs over a state folder, or undefined when none answers there. */
export async function connectToCloud(dir: string): Promise<RemoteCloud | undefined> {
  const record = readRunRecord(dir);
  if (record === undefined) return undefined;
  try {
    await call(record, "GET", "/health");
  } catch {
    return undefined;
  }
  return remoteCloud(record);
}

function remoteCloud(record: RunRecord): RemoteCloud {
  return {
    pid: record.pid,
    endpoints: { awsUrl: record.awsUrl, apiUrl: record.apiUrl, region: record.region },
    clock: record.clock,
    deploy: (command) => follow(record, "/deploy", command),
    destroy: (command) => follow(record, "/destroy", command),
    outputs: async (project, stack) => {
      const query = new URLSearchParams({ project, stack }).toString();
      const { outputs } = (await call(record, "GET", `/outputs?${query}`)) as { outputs?: StackOutputs };
      return outputs;
    },
    bedrock: async () => (await call(record, "GET", "/bedrock")) as BedrockSettings,
    configureBedrock: async (change) => (await call(record, "PATCH", "/bedrock", change)) as BedrockSettings,
    faults: async () => (await call(record, "GET", "/faults")) as CloudFaults,
    configureFaults: async (change) => (await call(record, "PATCH", "/faults", change)) as CloudFaults,
    configureCpu: async (change) => (await call(record, "PUT", "/cpu", change)) as CpuAnswer,
    notices: async () => (await call(record, "GET", "/notices")) as readonly Notice[],
    stop: async () => void (await call(record, "POST", "/stop")),
    close: async () => undefined,
  };
}

async function follow(record: RunRecord, path: string, command: StackCommand): Promise<DeployResult> {
  const { projectDir, stack, dryRun = false, config, onEvent, signal } = command;
  const response = await open(record, "POST", path, { projectDir, stack, dryRun, config }, signal);
  if (response.statusCode !== 200) throw new Error(await refusal(response));
  for await (const line of linesOf(response)) {
    const message = JSON.parse(line) as ControlEvent;
    if (message.kind === "event") onEvent(message.event);
    if (message.kind === "finished") return message.result;
    if (message.kind === "failed") throw new Error(message.message);
  }
  throw new Error("The local cloud went away before it finished. See its log, and run the command again.");
}

async function* linesOf(response: IncomingMessage): AsyncGenerator<string> {
  let rest = "";
  response.setEncoding("utf8");
  for await (const chunk of response as AsyncIterable<string>) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

async function call(record: RunRecord, method: string, path: string, body?: object): Promise<unknown> {
  const response = await open(record, method, path, body);
  const text = await textOf(response);
  if ((response.statusCode ?? 500) >= 300) throw new Error(messageIn(text));
  return JSON.parse(text);
}

function open(
  record: RunRecord,
  method: string,
  path: string,
  body?: object,
  signal?: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      `${record.controlUrl}${path}`,
      {
        method,
        headers: { authorization: `Bearer ${record.token}` },
        ...(signal === undefined ? {} : { signal }),
      },
      resolve,
    );
    outgoing.on("error", reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function refusal(response: IncomingMessage): Promise<string> {
  return messageIn(await textOf(response));
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function messageIn(text: string): string {
  try {
    return (JSON.parse(text) as { message: string }).message;
  } catch {
    return text;
  }
}

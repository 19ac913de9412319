import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lambdaFunctions, lambdaLeftovers, type Waiting } from "./lambda-functions.ts";
import type { Template } from "./template.ts";

const TEMPLATE: Template = {
  functionName: "router",
  version: "6",
  architecture: "arm64",
  memoryMb: 512,
  timeoutS: 29,
  environment: {},
  copy: { PackageType: "Image", Code: { ImageUri: "registry/router@sha256:1" }, Role: "role", Timeout: 29 },
};
const FUNCTIONS = "/2015-03-31/functions";
const COPY = `${FUNCTIONS}/copy`;

interface Answer {
  readonly status?: number;
  readonly error?: string;
  readonly body?: object;
}

/** Answers by request, each given once and the last one for ever. */
let answers: Map<string, Answer[]>;
let asked: { readonly request: string; readonly body: string }[];
let server: Server;
let client: LambdaClient;
/** Time goes on only while somebody waits. */
let nowMs: number;

const waiting: Waiting = {
  nowMs: () => nowMs,
  pause: async (ms) => {
    nowMs += ms;
  },
  pollMs: 1000,
};

beforeEach(async () => {
  answers = new Map();
  asked = [];
  nowMs = 0;
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const name = `${request.method} ${request.url}`;
      asked.push({ request: name, body: Buffer.concat(chunks).toString() });
      const left = answers.get(name) ?? [];
      const {
        status = 200,
        error,
        body = {},
      } = (left.length > 1 ? left.shift() : left[0]) ?? {
        status: 500,
        error: "NotScripted",
      };
      response.writeHead(status, {
        "content-type": "application/json",
        ...(error === undefined ? {} : { "x-amzn-errortype": error }),
      });
      response.end(status === 204 ? undefined : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  client = new LambdaClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: "eu-west-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
    maxAttempts: 1,
  });
});
afterEach(async () => {
  client.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
});

function functions(signal = new AbortController().signal) {
  return lambdaFunctions(client, TEMPLATE, waiting, signal);
}

const ACTIVE = { body: { FunctionName: "copy", State: "Active", LastUpdateStatus: "Successful" } };

describe("lambdaFunctions", () => {
  it("makes a copy under another name, and waits until it is there", async () => {
    answers.set(`POST ${FUNCTIONS}`, [{ status: 201 }]);
    answers.set(`GET ${COPY}/configuration`, [{ body: { State: "Pending" } }, ACTIVE]);
    await functions().create("copy");
    expect(nowMs).toBe(1000);
    expect(JSON.parse(asked[0]?.body ?? "")).toEqual({
      ...TEMPLATE.copy,
      FunctionName: "copy",
      MemorySize: 128,
      Description: "Temporary copy of router:6, made by switchyard tune.",
    });
  });

  it("publishes once the change is through, and waits for the version", async () => {
    answers.set(`PUT ${COPY}/configuration`, [{}]);
    answers.set(`GET ${COPY}/configuration`, [
      { body: { State: "Active", LastUpdateStatus: "InProgress" } },
      ACTIVE,
    ]);
    answers.set(`POST ${COPY}/versions`, [{ status: 201, body: { Version: "3" } }]);
    answers.set(`GET ${COPY}/configuration?Qualifier=3`, [{ body: { State: "Pending" } }, ACTIVE]);
    expect(await functions().publish("copy", 256, "256 MB, environment 1")).toBe("3");
    expect(asked.map(({ request }) => request)).toEqual([
      `PUT ${COPY}/configuration`,
      `GET ${COPY}/configuration`,
      `GET ${COPY}/configuration`,
      `POST ${COPY}/versions`,
      `GET ${COPY}/configuration?Qualifier=3`,
      `GET ${COPY}/configuration?Qualifier=3`,
    ]);
    expect(JSON.parse(asked[0]?.body ?? "")).toEqual({
      MemorySize: 256,
      Description: "256 MB, environment 1",
    });
  });

  it("says why Lambda could not make it", async () => {
    answers.set(`POST ${FUNCTIONS}`, [{ status: 201 }]);
    answers.set(`GET ${COPY}/configuration`, [
      { body: { FunctionName: "copy", State: "Failed", StateReason: "The image is gone." } },
    ]);
    await expect(functions().create("copy")).rejects.toThrow(
      "Lambda could not make copy: The image is gone.",
    );
  });

  it("does not wait for ever", async () => {
    answers.set(`POST ${FUNCTIONS}`, [{ status: 201 }]);
    answers.set(`GET ${COPY}/configuration`, [{ body: { State: "Pending" } }]);
    await expect(functions().create("copy")).rejects.toThrow(
      "Expected copy to be ready within 300 s, found it Pending",
    );
  });

  it("deletes what Lambda was still busy with, and finds nothing wrong with nothing to delete", async () => {
    answers.set(`DELETE ${COPY}`, [
      { status: 409, error: "ResourceConflictException" },
      { status: 404, error: "ResourceNotFoundException" },
    ]);
    await functions().remove("copy");
    expect([asked.length, nowMs]).toEqual([2, 1000]);
  });

  it("deletes although somebody has interrupted", async () => {
    answers.set(`DELETE ${COPY}`, [{ status: 204 }]);
    await functions(AbortSignal.abort()).remove("copy");
    expect(asked).toHaveLength(1);
  });

  it.each([
    [403, "AccessDeniedException"],
    [409, "ResourceConflictException"],
  ])("fails where it may or can not delete (%i)", async (status, error) => {
    answers.set(`DELETE ${COPY}`, [{ status, error }]);
    await expect(functions().remove("copy")).rejects.toMatchObject({ name: error });
    expect(nowMs).toBeLessThanOrEqual(60_000);
  });
});

describe("lambdaLeftovers", () => {
  it("reads all pages", async () => {
    const page = (name: string) => ({
      Functions: [{ FunctionName: name, LastModified: "1970-01-01T00:00:05.000+0000" }],
    });
    answers.set(`GET ${FUNCTIONS}`, [{ body: { ...page("one"), NextMarker: "next" } }]);
    answers.set(`GET ${FUNCTIONS}?Marker=next`, [{ body: page("two") }]);
    expect(await lambdaLeftovers(client, waiting).list()).toEqual([
      { name: "one", modifiedMs: 5000 },
      { name: "two", modifiedMs: 5000 },
    ]);
  });
});

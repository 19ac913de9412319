import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lambdaController } from "./lambda-controller.ts";

/** What the Lambda endpoint answers next, and what it was asked. */
interface Endpoint {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

let next: Endpoint;
let asked: { readonly url: string; readonly body: string }[];
let server: Server;
let client: LambdaClient;

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      asked.push({ url: request.url ?? "", body: Buffer.concat(chunks).toString() });
      response.writeHead(next.status, next.headers);
      response.end(next.body);
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

const ask = () => lambdaController(client, "prod", 2000).ask({ verb: "history", from: 3 });

describe("lambdaController", () => {
  it("asks the stage's command function and waits for its answer", async () => {
    next = { status: 200, body: '{"kind":"history","events":[]}' };
    expect(await ask()).toEqual({ kind: "history", events: [] });
    expect(asked).toEqual([
      {
        url: "/2015-03-31/functions/switchyard-prod-rollout-command/invocations",
        body: '{"verb":"history","from":3}',
      },
    ]);
  });

  it("says that there is nothing to work on where the stage has no controller", async () => {
    next = {
      status: 404,
      headers: { "x-amzn-errortype": "ResourceNotFoundException" },
      body: '{"Message":"Function not found"}',
    };
    await expect(ask()).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining("There is no release controller (switchyard-prod-rollout-command)"),
    });
  });

  it("passes on why AWS did not let the call through", async () => {
    next = {
      status: 403,
      headers: { "x-amzn-errortype": "AccessDeniedException" },
      body: '{"Message":"ann may not invoke it"}',
    };
    await expect(ask()).rejects.toMatchObject({
      exitCode: 1,
      message:
        "switchyard-prod-rollout-command could not be asked: AccessDeniedException: ann may not invoke it",
    });
  });

  it("passes on what the controller itself failed with", async () => {
    next = {
      status: 200,
      headers: { "x-amz-function-error": "Unhandled" },
      body: '{"errorType":"Error","errorMessage":"the table is gone"}',
    };
    await expect(ask()).rejects.toThrow("switchyard-prod-rollout-command failed: the table is gone");
  });

  it("does not show an answer that it does not understand", async () => {
    next = { status: 200, body: '{"kind":"history","events":[],"more":true}' };
    await expect(ask()).rejects.toThrow(
      'switchyard-prod-rollout-command answered in a way that this command does not know; use the one it was deployed with.\n  Unrecognized key: "more"',
    );
  });
});

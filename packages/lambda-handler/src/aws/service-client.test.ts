import { LambdaClient } from "@aws-sdk/client-lambda";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { LoopbackAws, ReceivedRequest, ScriptedReply } from "../testdata/loopback-aws.ts";
import { awsErrorReply, json, startLoopbackAws } from "../testdata/loopback-aws.ts";
import { sdkClientOptions, sdkInvoke } from "../testdata/sdk-aws.ts";
import { loopbackEnvironment } from "../testdata/senders.ts";
import { LAMBDA } from "./endpoint.ts";
import { createInvoke } from "./invoke.ts";
import { createServiceClient } from "./service-client.ts";
import { createTransport } from "./transport.ts";

const call = {
  functionArn: "arn:aws:lambda:us-east-1:123456789012:function:cost:live",
  payload: Buffer.from("{}"),
};
const signal = () => AbortSignal.timeout(5_000);
const OK = json(200, { answer: "42" });

const open: LoopbackAws[] = [];
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function clientOver(script: (request: ReceivedRequest, index: number) => ScriptedReply) {
  const aws = await startLoopbackAws(script);
  open.push(aws);
  const environment: Record<string, string | undefined> = { ...loopbackEnvironment(aws.url) };
  const client = createServiceClient({ service: LAMBDA, environment, transport: createTransport() });
  return { aws, environment, client, invoke: createInvoke(client) };
}

/** When the request was signed, and so whether two signatures can be equal. */
const NOW = new Date("2026-11-26T12:00:00Z");

describe("a service client of building blocks", () => {
  it.each([undefined, "session/token+=="])(
    "signs what the SDK signs, for the same scope, with the session token %j",
    async (sessionToken) => {
      vi.useFakeTimers({ toFake: ["Date"], now: NOW });
      const { aws, environment, invoke } = await clientOver(() => OK);
      environment.AWS_SESSION_TOKEN = sessionToken;
      await invoke(call, signal());
      const oracle = new LambdaClient(sdkClientOptions(LAMBDA, environment));
      await sdkInvoke(oracle)(call, signal());
      const [ours, theirs] = aws.received;
      for (const header of [
        "x-amz-date",
        "x-amz-content-sha256",
        "x-amz-security-token",
        "x-amz-invocation-type",
        "host",
      ]) {
        expect([header, ours?.headers[header]]).toEqual([header, theirs?.headers[header]]);
      }
      expect(ours?.headers["x-amz-security-token"]).toBe(sessionToken);
      expect(ours?.path).toBe(theirs?.path);
      // The SDK signs headers about itself too, so the signatures differ; both come from the same signer.
      const credential = /Credential=(\S+),/;
      const scope = "AKIAIOSFODNN7EXAMPLE/20261126/us-east-1/lambda/aws4_request";
      expect(credential.exec(ours?.headers.authorization ?? "")?.[1]).toBe(scope);
      expect(credential.exec(theirs?.headers.authorization ?? "")?.[1]).toBe(scope);
      oracle.destroy();
    },
  );

  it("gives all attempts of a call one id, and each call another", async () => {
    const ids: unknown[] = [];
    const { invoke } = await clientOver(({ headers }, index) => {
      ids.push(headers["amz-sdk-invocation-id"]);
      return index === 0 ? awsErrorReply(500, "ServiceException", "Oops") : OK;
    });
    await invoke(call, signal());
    await invoke(call, signal());
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  it("reads the credentials again for each attempt: they may have been changed", async () => {
    const used: (string | undefined)[] = [];
    const { environment, invoke } = await clientOver(({ headers }, index) => {
      used.push(/Credential=([^/]+)/.exec(headers.authorization ?? "")?.[1]);
      environment.AWS_ACCESS_KEY_ID = `KEY${index}`;
      return index === 0 ? awsErrorReply(500, "ServiceException", "Oops") : OK;
    });
    await invoke(call, signal());
    await invoke(call, signal());
    expect(used).toEqual(["AKIAIOSFODNN7EXAMPLE", "KEY0", "KEY1"]);
  });

  it("says so when there are no credentials, and sends nothing", async () => {
    const { aws, environment, invoke } = await clientOver(() => OK);
    environment.AWS_SECRET_ACCESS_KEY = undefined;
    await expect(invoke(call, signal())).rejects.toMatchObject({ name: "CredentialsProviderError" });
    expect(aws.received).toEqual([]);
  });

  it("sends once more, and not as a second attempt, when a pooled socket was dead", async () => {
    // The first answers; the socket is then cut at the next request; after that come an error and an answer.
    const replies: readonly ScriptedReply[] = [
      OK,
      { kind: "reset" },
      awsErrorReply(500, "ServiceException", "Oops"),
      OK,
    ];
    const { aws, invoke } = await clientOver((_, index) => replies[index] ?? OK);
    await invoke(call, signal());
    await invoke(call, signal());
    expect(aws.received).toHaveLength(4);
  });

  it("fails after two attempts on a new socket each that is cut at once", async () => {
    const { aws, invoke } = await clientOver(() => ({ kind: "reset" }));
    await expect(invoke(call, signal())).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(aws.received).toHaveLength(2);
  });

  it("leaves a live socket behind when it connects, which the first call then takes", async () => {
    const { aws, client, invoke } = await clientOver(({ method }) => (method === "GET" ? json(403, {}) : OK));
    await client.connect();
    await invoke(call, signal());
    expect(aws.received.map(({ method, path }) => `${method} ${path.slice(0, 11)}`)).toEqual([
      "GET /",
      "POST /2015-03-31",
    ]);
    expect(new Set(aws.received.map(({ remotePort }) => remotePort)).size).toBe(1);
  });

  it.each<[string, ScriptedReply]>([
    ["answers nothing", { kind: "hang" }],
    ["cuts the line", { kind: "reset" }],
  ])("goes on without a connection when the service %s, after a second at most", async (_what, reply) => {
    const { client } = await clientOver(() => reply);
    const startedMs = performance.now();
    await expect(client.connect()).resolves.toBeUndefined();
    expect(performance.now() - startedMs).toBeLessThan(3_000);
  });

  it("refuses a response that is longer than any of Lambda's", async () => {
    const { invoke } = await clientOver(() => ({
      kind: "reply",
      status: 200,
      body: "x".repeat(7 * 1024 * 1024 + 1),
    }));
    await expect(invoke(call, signal())).rejects.toMatchObject({ name: "ResponseTooLarge" });
  });

  it("passes on the trace of the request that it belongs to", async () => {
    const { aws, environment, invoke } = await clientOver(() => OK);
    environment._X_AMZN_TRACE_ID = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";
    await invoke(call, signal());
    expect(aws.received[0]?.headers["x-amzn-trace-id"]).toBe(
      "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1",
    );
  });
});

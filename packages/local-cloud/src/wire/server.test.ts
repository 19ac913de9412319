import { request as httpRequest } from "node:http";
import { connect as connectHttp2 } from "node:http2";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import * as lambda from "@aws-sdk/client-lambda";
import * as sts from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWireServer } from "./server.ts";
import { authorityOf, rejection, serve, serviceOf, signedFor } from "./testing.ts";

const ROLE = { accessKeyId: "ASIAROLE", secretAccessKey: "s", sessionToken: "role-token" };

/** Invocations that wait until a test lets them go. */
const held: (() => void)[] = [];
const lambdaService = serviceOf("lambda", lambda, {
  ListFunctions: (_input: lambda.ListFunctionsCommandInput, { caller }: { caller: { kind: string } }) => ({
    NextMarker: caller.kind,
  }),
  GetFunction: () => ({}),
  TagResource: () => undefined,
  Invoke: (input: lambda.InvokeCommandInput) =>
    new Promise((resolve) => {
      held.push(() => resolve({ Payload: input.Payload }));
    }),
  UpdateFunctionCode: (input: lambda.UpdateFunctionCodeCommandInput) => ({ CodeSize: input.ZipFile?.length }),
});
const stsService = serviceOf("sts", sts, { GetCallerIdentity: () => ({ Account: "000000000000" }) });

let running: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  running = await serve([lambdaService, stsService], [{ action: "lambda:ListFunctions", resource: "*" }]);
});
afterAll(() => running.close());

/** One GET of ListFunctions with the given headers. `fetch` would not let a test set Host. */
function get(headers: Readonly<Record<string, string>>, path = "/2015-03-31/functions") {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      const { port } = new URL(running.url);
      httpRequest({ host: "127.0.0.1", port, path, headers }, (response) => {
        let body = "";
        response.on("data", (chunk: Buffer) => {
          body += chunk.toString();
        });
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      })
        .on("error", reject)
        .end();
    },
  );
}

describe("who may talk to the server", () => {
  it.each(["127.0.0.1", "127.0.0.1:80", "localhost:4566", "LOCALHOST", "[::1]:9"])(
    "serves Host %s",
    async (host) => {
      expect((await get({ host, authorization: signedFor("lambda") })).status).toBe(200);
    },
  );

  it.each(["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "127.0.0.2", "0.0.0.0"])(
    "refuses Host %j with 403",
    async (host) => {
      const answer = await get({ host, authorization: signedFor("lambda") });
      expect([answer.status, JSON.parse(answer.body)]).toEqual([
        403,
        {
          message: `Expected 127.0.0.1, localhost or [::1] as the Host header, found ${JSON.stringify(host)}.`,
        },
      ]);
    },
  );

  it.each([
    ["origin", "null"],
    ["referer", "http://127.0.0.1/"],
    ["sec-fetch-site", "same-origin"],
    ["sec-fetch-dest", "image"],
    ["sec-fetch-user", "?1"],
    ["sec-fetch-mode", "no-cors"],
    ["sec-fetch-mode", "navigate"],
  ])("refuses what a browser sends: %s: %s", async (name, value) => {
    const answer = await get({ authorization: signedFor("lambda"), [name]: value });
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      403,
      {
        message: `The local cloud's AWS API serves no web pages: found the header ${name}, which only a browser sends.`,
      },
    ]);
  });

  it("serves Node's fetch, which names a mode too", async () => {
    const headers = { authorization: signedFor("lambda"), "sec-fetch-mode": "cors" };
    expect((await get(headers)).status).toBe(200);
  });

  it("refuses a presigned request: a link must not be able to act", async () => {
    const answer = await get(
      {},
      "/2015-03-31/functions?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=test/20260102/us-east-1/lambda/aws4_request&X-Amz-Signature=00",
    );
    expect([answer.status, answer.headers["x-amzn-errortype"]]).toEqual([
      403,
      "MissingAuthenticationTokenException",
    ]);
  });

  it("sends no CORS headers", async () => {
    const answer = await get({ authorization: signedFor("lambda") });
    expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
  });

  it("refuses a request without a signature with 403", async () => {
    const answer = await get({});
    expect([answer.status, answer.headers["x-amzn-errortype"]]).toEqual([
      403,
      "MissingAuthenticationTokenException",
    ]);
    expect(answer.headers["x-amzn-requestid"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    ["Bearer abc", 'Expected AWS4-HMAC-SHA256 as the Authorization header\'s scheme, found "Bearer".'],
    [
      "AWS4-HMAC-SHA256 Credential=a/20260102/us-east-1/lambda/aws4_request",
      'Expected SignedHeaders in the Authorization header, found "none".',
    ],
    [
      "AWS4-HMAC-SHA256 Credential=lambda, SignedHeaders=host, Signature=0",
      'Expected <access key>/<yyyymmdd>/<region>/<service>/aws4_request as the credential, found "lambda".',
    ],
  ])("refuses the signature %s", async (authorization, message) => {
    const answer = await get({ authorization });
    expect([answer.status, JSON.parse(answer.body)]).toEqual([403, { message }]);
  });

  it("refuses a service that it does not have, and lists those it has", async () => {
    const answer = await get({ authorization: signedFor("s3") });
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      404,
      { message: 'The local cloud has no service "s3". It has: lambda, sts.' },
    ]);
  });

  it("refuses a signature for another region, except for global services in us-east-1", async () => {
    const answer = await get({ authorization: signedFor("lambda", "eu-west-1") });
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      403,
      {
        message:
          "Credential should be scoped to a valid region. The local cloud is us-east-1, the request is signed for eu-west-1: set AWS_REGION=us-east-1.",
      },
    ]);
    const european = await createWireServer({
      services: [stsService],
      authority: authorityOf([]),
      region: "eu-west-1",
    });
    const client = new sts.STSClient({ ...running.settings, endpoint: european.url });
    expect((await client.send(new sts.GetCallerIdentityCommand({}))).Account).toBe("000000000000");
    await european.close();
  });
});

describe("role sessions", () => {
  it("are served what the authority allows, as themselves", async () => {
    const client = new lambda.LambdaClient({ ...running.settings, credentials: ROLE });
    expect((await client.send(new lambda.ListFunctionsCommand({}))).NextMarker).toBe("role");
  });

  it("are refused what the authority refuses", async () => {
    const client = new lambda.LambdaClient({ ...running.settings, credentials: ROLE });
    expect(await rejection(client.send(new lambda.GetFunctionCommand({ FunctionName: "f" })))).toMatchObject({
      name: "AccessDeniedException",
      message: "not authorized to perform: lambda:GetFunction on resource: *",
      $metadata: { httpStatusCode: 403 },
    });
  });

  it("are refused an operation whose permissions are not known", async () => {
    const client = new lambda.LambdaClient({ ...running.settings, credentials: ROLE });
    const tag = new lambda.TagResourceCommand({
      Resource: "arn:aws:lambda:us-east-1:000000000000:function:f",
      Tags: {},
    });
    expect(await rejection(client.send(tag))).toMatchObject({ name: "AccessDeniedException" });
    await new lambda.LambdaClient(running.settings).send(tag);
  });

  it("are refused with a wrong token, in the words of the protocol", async () => {
    const credentials = { ...ROLE, sessionToken: "wrong" };
    const json = new lambda.LambdaClient({ ...running.settings, credentials });
    expect(await rejection(json.send(new lambda.ListFunctionsCommand({})))).toMatchObject({
      name: "UnrecognizedClientException",
      $metadata: { httpStatusCode: 403 },
    });
    const query = new sts.STSClient({ ...running.settings, credentials });
    expect(await rejection(query.send(new sts.GetCallerIdentityCommand({})))).toMatchObject({
      name: "InvalidClientTokenId",
    });
  });
});

describe("bodies", () => {
  const update = "/2015-03-31/functions/f/code";
  const put = async (body: Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${running.url}${update}`, {
      method: "PUT",
      headers: { authorization: signedFor("lambda"), "content-type": "application/json", ...headers },
      body,
    });

  it("are taken up to 10 MiB and refused beyond with 413", async () => {
    const zip = Buffer.alloc(7_864_260).toString("base64");
    const fits = new TextEncoder().encode(`{"ZipFile":"${zip}"}`);
    expect(fits.length).toBe(10_485_694);
    expect((await put(fits)).status).toBe(200);
    const answer = await put(new Uint8Array(10 * 1024 * 1024 + 1));
    expect([answer.status, await answer.json()]).toEqual([
      413,
      { message: "Expected a body of at most 10485760 bytes, found a larger one." },
    ]);
  });

  it("are refused when they unzip to more than 10 MiB", async () => {
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(11 * 1024 * 1024)));
    expect((await put(bomb, { "content-encoding": "gzip" })).status).toBe(413);
  });

  it("are refused when they are not what their encoding says", async () => {
    expect((await put(new Uint8Array([1, 2, 3]), { "content-encoding": "gzip" })).status).toBe(400);
    expect((await put(new Uint8Array([1, 2, 3]), { "content-encoding": "aws-chunked" })).status).toBe(415);
  });
});

/** An HTTP/1.1 request as it goes over the wire, of a body that states a length. */
function invokeOf(statedLength: number, body: string): string {
  return `POST /2015-03-31/functions/f/invocations HTTP/1.1\r\nhost: localhost\r\nauthorization: ${signedFor("lambda")}\r\ncontent-length: ${statedLength}\r\n\r\n${body}`;
}
const LIST = `GET /2015-03-31/functions HTTP/1.1\r\nhost: localhost\r\nauthorization: ${signedFor("lambda")}\r\n\r\n`;

/** A connection, what it has received so far, and its end. */
function connectTo(url: string) {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  let received = "";
  socket.on("data", (chunk: Buffer) => {
    received += chunk.toString("latin1");
  });
  socket.on("error", () => undefined);
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  return { socket, received: () => received, closed };
}

describe("connections", () => {
  it.each([
    ["its method", "P"],
    ["its headers", "GET / HTTP/1.1\r\nhost: local"],
    ["its body", invokeOf(9, "x")],
    ["a body that nobody waits for", "POST / HTTP/1.1\r\nhost: evil\r\ncontent-length: 9\r\n\r\nx"],
    ["the next request", `${LIST}GET /`],
    ["the preface of HTTP/2", "PRI * HTTP/2.0\r\n"],
    ["a request over HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0"],
  ])("are ended when the client stops within %s, while idle ones stay", async (_where, bytes) => {
    const own = await serve([lambdaService], [], { requestTimeoutMs: 100 });
    const idle = connectTo(own.url);
    idle.socket.write(LIST);
    await expect.poll(idle.received).toContain('{"NextMarker":"account"}');
    const stuck = connectTo(own.url);
    stuck.socket.write(Buffer.from(bytes, "latin1"));
    await stuck.closed;
    idle.socket.write(LIST);
    await expect.poll(() => idle.received().split('{"NextMarker":"account"}').length).toBe(3);
    await own.close();
    expect(own.defects).toEqual([]);
  });

  it("give up a request over HTTP/2 whose body does not end, and go on", async () => {
    const own = await serve([lambdaService], [], { requestTimeoutMs: 100 });
    const session = connectHttp2(own.url);
    const headers = {
      ":authority": "localhost",
      ":path": "/2015-03-31/functions/f/invocations",
      authorization: signedFor("lambda"),
    };
    const stuck = session.request({ ...headers, ":method": "POST" }, { endStream: false });
    stuck.on("error", () => undefined);
    stuck.write("x");
    await new Promise<void>((resolve) => stuck.once("close", () => resolve()));
    expect(stuck.rstCode).toBe(8);
    const next = session.request({ ...headers, ":path": "/2015-03-31/functions" });
    const status = new Promise((resolve) => next.on("response", (answer) => resolve(answer[":status"])));
    next.resume();
    expect(await status).toBe(200);
    session.destroy();
    await own.close();
    expect(own.defects).toEqual([]);
  });

  it("are ended after an answer that the body is too large, over both protocols", async () => {
    const tooLarge = Buffer.alloc(10 * 1024 * 1024 + 1);
    const { socket, received, closed } = connectTo(running.url);
    socket.write(invokeOf(1e12, ""));
    socket.write(tooLarge);
    await closed;
    expect(received()).toMatch(/^HTTP\/1\.1 413 /);

    const session = connectHttp2(running.url);
    const stream = session.request(
      {
        ":method": "POST",
        ":authority": "localhost",
        ":path": "/2015-03-31/functions/f/invocations",
        authorization: signedFor("lambda"),
      },
      { endStream: false },
    );
    stream.on("error", () => undefined);
    const status = new Promise((resolve) => stream.on("response", (answer) => resolve(answer[":status"])));
    stream.write(tooLarge);
    stream.resume();
    expect(await status).toBe(413);
    await new Promise<void>((resolve) => stream.once("close", () => resolve()));
    session.destroy();
  });

  it("may send their first bytes one at a time", async () => {
    const socket = connect(Number(new URL(running.url).port), "127.0.0.1");
    const text = `GET /2015-03-31/functions HTTP/1.1\r\nhost: localhost\r\nauthorization: ${signedFor("lambda")}\r\nconnection: close\r\n\r\n`;
    socket.setNoDelay(true);
    for (const char of text.slice(0, 8)) await new Promise((resolve) => socket.write(char, resolve));
    socket.write(text.slice(8));
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toContain('{"NextMarker":"account"}');
  });

  it("may speak HTTP/2 without TLS, where :authority is the host", async () => {
    const session = connectHttp2(running.url);
    const ask = (authority: string) =>
      new Promise<unknown>((resolve, reject) => {
        const headers = {
          ":path": "/2015-03-31/functions",
          ":authority": authority,
          authorization: signedFor("lambda"),
        };
        const stream = session.request(headers);
        stream.on("response", (answer) => resolve(answer[":status"]));
        stream.on("error", reject);
        stream.resume();
      });
    expect(await ask("127.0.0.1:1")).toBe(200);
    expect(await ask("evil.example")).toBe(403);
    await new Promise<void>((resolve) => session.close(resolve));
  });

  it("may break off in the middle of anything, and nothing happens", async () => {
    const own = await serve([lambdaService]);
    const port = Number(new URL(own.url).port);
    for (const bytes of [
      "",
      "P",
      "PRI",
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\ngarbage",
      "GARBAGE\r\n\r\n",
      "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\nx",
      invokeOf(9, "x"),
    ]) {
      const socket = connect(port, "127.0.0.1");
      await new Promise((resolve) => socket.write(bytes, resolve));
      socket.resetAndDestroy();
    }
    const path = "/2015-03-31/functions/f/invocations";
    const invoke = {
      ":method": "POST",
      ":path": path,
      ":authority": "localhost",
      authorization: signedFor("lambda"),
    };
    const session = connectHttp2(own.url);
    const stream = session.request(invoke);
    stream.on("error", () => undefined);
    stream.end("x");
    await expect.poll(() => held.length).toBe(1);
    session.destroy();
    held.pop()?.();

    const call = httpRequest({
      port,
      host: "127.0.0.1",
      path,
      method: "POST",
      headers: { authorization: signedFor("lambda") },
    });
    call.on("error", () => undefined);
    call.end("x");
    await expect.poll(() => held.length).toBe(1);
    call.destroy();
    held.pop()?.();

    const client = new lambda.LambdaClient(own.settings);
    expect((await client.send(new lambda.ListFunctionsCommand({}))).NextMarker).toBe("account");
    await own.close();
    expect(own.defects).toEqual([]);
  });

  it("are ended by close, requests in progress included once they have had their second", async () => {
    const own = await serve([lambdaService]);
    const client = new lambda.LambdaClient(own.settings);
    const answered = client.send(
      new lambda.InvokeCommand({ FunctionName: "f", Payload: new Uint8Array([7]) }),
    );
    await expect.poll(() => held.length).toBe(1);
    const closed = own.close();
    held.pop()?.();
    expect([...((await answered).Payload ?? [])]).toEqual([7]);
    await closed;
    expect(await rejection(fetch(own.url))).toMatchObject({ cause: { code: "ECONNREFUSED" } });
  });
});

it("refuses two services of one signing name", async () => {
  const both = createWireServer({
    services: [stsService, stsService],
    authority: authorityOf([]),
    region: "us-east-1",
  });
  expect(await rejection(both)).toEqual(
    new Error('Expected one service per signing name, found two for "sts".'),
  );
});

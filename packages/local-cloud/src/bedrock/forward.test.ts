import { createServer, type Http2Server, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createForward } from "./forward.ts";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const input = { modelId: "us.anthropic.claude-haiku-5-5", messages: [] };

let server: Http2Server | undefined;
const streams = new Set<ServerHttp2Stream>();
afterEach(() => {
  for (const stream of streams) stream.session?.destroy();
  streams.clear();
  server?.close();
});

/** A Bedrock that gives one answer, and notes which paths it was asked for. */
async function bedrockThatAnswers(status: number, headers: Record<string, string>, body: object) {
  const paths: string[] = [];
  const listening = createServer();
  server = listening;
  listening.on("stream", (stream, requestHeaders) => {
    streams.add(stream);
    paths.push(String(requestHeaders[":path"]));
    stream.respond({ ":status": status, "content-type": "application/json", ...headers });
    stream.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const { port } = listening.address() as AddressInfo;
  return {
    paths,
    forward: createForward({ region: "us-east-1", endpoint: `http://127.0.0.1:${port}`, credentials }),
  };
}

describe("createForward", () => {
  it("sends the request to the other Bedrock and hands back its answer", async () => {
    const { forward, paths } = await bedrockThatAnswers(
      200,
      {},
      {
        output: { message: { role: "assistant", content: [{ text: "hello" }] } },
        stopReason: "end_turn",
        usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
        metrics: { latencyMs: 4 },
      },
    );
    expect(await forward(input)).toEqual({
      output: { message: { role: "assistant", content: [{ text: "hello" }] } },
      stopReason: "end_turn",
      usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
      metrics: { latencyMs: 4 },
    });
    expect(paths).toEqual(["/model/us.anthropic.claude-haiku-5-5/converse"]);
  });

  it("hands on a refusal with its name and status, after one attempt", async () => {
    const { forward, paths } = await bedrockThatAnswers(
      429,
      { "x-amzn-errortype": "ThrottlingException" },
      { message: "slow down" },
    );
    await expect(forward(input)).rejects.toMatchObject({
      code: "ThrottlingException",
      message: "slow down",
      httpStatus: 429,
    });
    expect(paths).toHaveLength(1);
  });

  it("says that real Bedrock could not be reached when nobody listens", async () => {
    const forward = createForward({ region: "us-east-1", endpoint: "http://127.0.0.1:1", credentials });
    await expect(forward(input)).rejects.toMatchObject({
      code: "ServiceUnavailableException",
      httpStatus: 503,
    });
  });
});

import { createSecureServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { generate } from "selfsigned";

// A process of its own: Lambda's and Bedrock's endpoints over TLS on loopback, which answer at once and always the same.
// It sends its parent where it listens and by which certificate, and ends with it.

/** What the parent is told. */
export interface StandInAddress {
  readonly url: string;
  readonly certificate: string;
}

const agent = process.argv[2] ?? "";
const day = 24 * 3_600_000;
const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }], {
  algorithm: "sha256",
  keyType: "ec",
  curve: "P-256",
  notBeforeDate: new Date(Date.now() - day),
  notAfterDate: new Date(Date.now() + day),
  extensions: [
    { name: "basicConstraints", cA: true },
    { name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] },
  ],
});

const CONVERSE = JSON.stringify({
  output: {
    message: {
      role: "assistant",
      content: [
        {
          toolUse: {
            toolUseId: "1",
            name: "route",
            input: { agent, confidence: 0.9, reason: "It is about that." },
          },
        },
      ],
    },
  },
  stopReason: "tool_use",
  usage: { inputTokens: 200, outputTokens: 30, totalTokens: 230 },
  metrics: { latencyMs: 1 },
});
const ANSWER = JSON.stringify({ answer: "You spent 12 dollars." });

// As Bedrock does: its SDK client speaks HTTP/2 unless it is told not to.
const server = createSecureServer({ key, cert, allowHTTP1: true }, (request, response) => {
  request.resume();
  request.on("end", () => {
    const isCall = request.method === "POST";
    const body = request.url?.startsWith("/model/") === true ? CONVERSE : ANSWER;
    // As AWS answers what is not signed.
    response.writeHead(isCall ? 200 : 403, { "content-type": "application/json" });
    response.end(isCall ? body : "");
  });
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ url: `https://127.0.0.1:${port}`, certificate: cert } satisfies StandInAddress);
});
process.on("disconnect", () => process.exit());

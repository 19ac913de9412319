import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Lambda and Bedrock for the sample requests, on loopback: each agent says the same, and so does the model. */
export async function openStandIn(
  agent: string,
): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      const path = request.url ?? "";
      const reply = path.startsWith("/model/") ? modelReply(agent) : { answer: "An answer." };
      const status = request.method === "POST" ? 200 : 403;
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(reply));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** As Converse answers when the model uses the tool. */
function modelReply(agent: string) {
  const input = { agent, confidence: 0.9, reason: "It is about that." };
  return {
    output: {
      message: { role: "assistant", content: [{ toolUse: { toolUseId: "1", name: "route", input } }] },
    },
    stopReason: "tool_use",
    usage: { inputTokens: 200, outputTokens: 30, totalTokens: 230 },
    metrics: { latencyMs: 1 },
  };
}

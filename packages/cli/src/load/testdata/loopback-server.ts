import { createServer } from "node:http";
import { parentPort, workerData } from "node:worker_threads";
import type { LoopbackServer } from "./loopback.ts";

// In a thread of its own, so that it can stand still while those who ask it go on.

const { delaysMs, freeze }: LoopbackServer = workerData;
const counts = new Map<string, number>();
let isFrozenOnce = false;
let firstMs: number | undefined;

const server = createServer((incoming, outgoing) => {
  const now = performance.now();
  firstMs ??= now;
  if (freeze !== undefined && !isFrozenOnce && now - firstMs >= freeze.afterMs) {
    isFrozenOnce = true;
    const fromMs = epochMs();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, freeze.lengthMs);
    parentPort?.postMessage({ kind: "frozen", fromMs, toMs: epochMs() });
  }
  // Each path goes through the delays on its own, so that all who ask see the same ones.
  const path = incoming.url ?? "";
  const count = counts.get(path) ?? 0;
  counts.set(path, count + 1);
  incoming.resume();
  incoming.on("end", () => {
    setTimeout(
      () => {
        outgoing.writeHead(200, { "content-type": "application/json" });
        outgoing.end(JSON.stringify({ routing_method: "fast", version: "1", cold_start: false }));
      },
      delaysMs[count % delaysMs.length],
    );
  });
});
server.listen(0, "127.0.0.1", () =>
  parentPort?.postMessage({ kind: "listening", address: server.address() }),
);

function epochMs(): number {
  return performance.timeOrigin + performance.now();
}

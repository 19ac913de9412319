import { parentPort } from "node:worker_threads";
import { crc32 } from "node:zlib";
import { createClassifier, readModel } from "@switchyard/router-core";

parentPort?.once("message", (bytes: Uint8Array) => {
  const startedMs = performance.now();
  const read = readModel(bytes, { checksum: crc32 });
  if (!read.ok) throw new Error(`expected a model that could be read before, found one that ${read.message}`);
  createClassifier(read.model);
  parentPort?.postMessage(performance.now() - startedMs);
});
parentPort?.postMessage("ready");

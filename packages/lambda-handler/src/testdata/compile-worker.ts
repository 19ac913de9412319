import { parentPort, workerData } from "node:worker_threads";
import { compileFile, readCodeCache } from "../runtime/code-cache.ts";

// Test support: compiles the function `twice` through a code cache, in an isolate that has not seen it before.

const { cache, source } = workerData as { readonly cache: Uint8Array; readonly source: Uint8Array };
const file = Buffer.from(source);
const data = readCodeCache(Buffer.from(cache), file);
const { script, state } = compileFile("/app/a.cjs", file, data);
const exports: { twice?: (n: number) => number } = {};
script.runInThisContext()(exports);
parentPort?.postMessage({ state, result: exports.twice?.(21) });

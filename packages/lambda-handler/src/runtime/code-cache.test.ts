import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { compileFile, writeCodeCache } from "./code-cache.ts";

const SOURCE = Buffer.from("exports.twice = (n) => 2 * n; exports.twice(1);");

function run(script: ReturnType<typeof compileFile>["script"]) {
  const exports: { twice?: (n: number) => number } = {};
  script.runInThisContext()(exports);
  return exports.twice?.(21);
}

/** The cache as the preparation of an image makes it: after the code has run. */
function made(source = SOURCE) {
  const { script } = compileFile("/app/a.cjs", source, undefined);
  run(script);
  return writeCodeCache(source, script.createCachedData());
}

/** In a thread of its own, as V8 remembers what it has compiled in one. */
async function stateWith(cache: Buffer, source = SOURCE): Promise<string> {
  const worker = new Worker(new URL("../testdata/compile-worker.ts", import.meta.url), {
    workerData: { cache, source },
  });
  const [{ state, result }] = await once(worker, "message");
  expect(result).toBe(42);
  return state;
}

describe("the code cache", () => {
  it("is accepted for the source that it was made of", async () => {
    expect(await stateWith(made())).toBe("accepted");
  });

  it("holds code with letters beyond ASCII", async () => {
    const source = Buffer.from("exports.twice = (n) => 'ä€𠮷'.length === 4 ? 2 * n : 0;");
    expect(await stateWith(made(source), source)).toBe("accepted");
  });

  it("is not used for another source, even of the same length", async () => {
    const source = Buffer.from("exports.twice = (n) => n * 2; exports.twice(1);");
    expect(source.length).toBe(SOURCE.length);
    expect(await stateWith(made(), source)).toBe("absent");
  });

  it("is refused by V8 when another V8 made it", async () => {
    const cache = made();
    // V8's own data begins after the source with a magic number and the hash of its version.
    const at = cache.indexOf(SOURCE) + SOURCE.length + 4;
    cache.writeUInt8(cache.readUInt8(at) ^ 1, at);
    expect(await stateWith(cache)).toBe("rejected");
  });

  it("does no harm when it is cut off or is none", async () => {
    const cache = made();
    for (let length = 0; length < cache.length; length += 150) {
      expect(["absent", "rejected"]).toContain(await stateWith(cache.subarray(0, length)));
    }
    expect(await stateWith(Buffer.alloc(2 * cache.length))).toBe("absent");
  });

  it("keeps the lines of a stack trace those of the file", () => {
    const source = Buffer.from("exports.twice = () => {\n  throw new Error('here');\n};");
    const exports: { twice?: () => void } = {};
    compileFile("/app/a.cjs", source, undefined).script.runInThisContext()(exports);
    expect(() => exports.twice?.()).toThrow(
      expect.objectContaining({ stack: expect.stringContaining("/app/a.cjs:2:9") }),
    );
  });
});

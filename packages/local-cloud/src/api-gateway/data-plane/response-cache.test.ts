import { describe, expect, it } from "vitest";
import { createResponseCache } from "./response-cache.ts";

const answer = (bytes: number) => ({ status: 200, headers: [], body: Buffer.alloc(bytes) });
const limits = { ttlS: 60, maxBytes: 100 };

describe("createResponseCache", () => {
  it("drops the least recently used answers when bytes run out", () => {
    const cache = createResponseCache(() => 0);
    cache.put("s", "a", answer(39), limits);
    cache.put("s", "b", answer(39), limits);
    cache.get("s", "a");
    cache.put("s", "c", answer(39), limits);
    expect(["a", "b", "c"].filter((key) => cache.get("s", key) !== undefined)).toEqual(["a", "c"]);
  });

  it("counts an answer once when it replaces another", () => {
    const cache = createResponseCache(() => 0);
    cache.put("s", "a", answer(39), limits);
    for (let turn = 0; turn < 5; turn += 1) cache.put("s", "b", answer(39), limits);
    expect(cache.get("s", "a")).toBeDefined();
  });

  it("keeps stages apart", () => {
    const cache = createResponseCache(() => 0);
    cache.put("one", "a", answer(1), limits);
    cache.put("two", "a", answer(2), limits);
    cache.flush((stage) => stage === "one");
    expect([cache.get("one", "a"), cache.get("two", "a")?.body.byteLength]).toEqual([undefined, 2]);
  });
});

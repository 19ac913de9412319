import { describe, expect, it } from "vitest";
import { createDecisionCache } from "./decision-cache.ts";

const cost = { agent: "cost", confidence: 0.9, reason: "Money." };
const security = { agent: "security", confidence: 0.8, reason: "Keys." };

describe("the decision cache", () => {
  it("gives back what was stored until its time is up", () => {
    const cache = createDecisionCache({ maxEntries: 2, ttlMs: 100 });
    cache.set("a", cost, 1000);
    expect(cache.get("a", 1099)).toEqual(cost);
    expect(cache.get("a", 1100)).toBeUndefined();
    expect(cache.size()).toBe(0);
  });

  it("does not live longer for being read", () => {
    const cache = createDecisionCache({ maxEntries: 2, ttlMs: 100 });
    cache.set("a", cost, 0);
    cache.get("a", 90);
    expect(cache.get("a", 100)).toBeUndefined();
  });

  it("forgets the entry that was used longest ago", () => {
    const cache = createDecisionCache({ maxEntries: 2, ttlMs: 100 });
    cache.set("a", cost, 0);
    cache.set("b", security, 0);
    cache.get("a", 1);
    cache.set("c", security, 2);
    expect(cache.get("b", 3)).toBeUndefined();
    expect(cache.get("a", 3)).toEqual(cost);
    expect(cache.size()).toBe(2);
  });

  it("replaces an entry with its time", () => {
    const cache = createDecisionCache({ maxEntries: 1, ttlMs: 100 });
    cache.set("a", cost, 0);
    cache.set("a", security, 50);
    expect(cache.get("a", 149)).toEqual(security);
    expect(cache.size()).toBe(1);
  });

  it("takes an entry that is written again for used", () => {
    const cache = createDecisionCache({ maxEntries: 2, ttlMs: 100 });
    cache.set("a", cost, 0);
    cache.set("b", security, 0);
    cache.set("a", cost, 1);
    cache.set("c", security, 2);
    expect(cache.get("a", 3)).toEqual(cost);
    expect(cache.get("b", 3)).toBeUndefined();
  });

  it("holds a single entry, the last", () => {
    const cache = createDecisionCache({ maxEntries: 1, ttlMs: 100 });
    cache.set("a", cost, 0);
    cache.set("b", security, 0);
    expect(cache.get("a", 0)).toBeUndefined();
    expect(cache.get("b", 0)).toEqual(security);
  });

  it.each(["__proto__", "constructor", "toString", "0", ""])(
    "knows the query %j only once it is stored",
    (query) => {
      const cache = createDecisionCache({ maxEntries: 2, ttlMs: 100 });
      expect(cache.get(query, 0)).toBeUndefined();
      cache.set(query, cost, 0);
      expect(cache.get(query, 0)).toEqual(cost);
    },
  );

  it("keeps nothing with a time to live of 0", () => {
    const cache = createDecisionCache({ maxEntries: 2, ttlMs: 0 });
    cache.set("a", cost, 5);
    expect(cache.get("a", 5)).toBeUndefined();
  });

  it("stores nothing when it may hold nothing", () => {
    const cache = createDecisionCache({ maxEntries: 0, ttlMs: 100 });
    cache.set("a", cost, 0);
    expect(cache.get("a", 0)).toBeUndefined();
    expect(cache.size()).toBe(0);
  });
});

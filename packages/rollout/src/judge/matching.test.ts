import { describe, expect, it } from "vitest";
import { match, nothingPending } from "./matching.ts";

const batch = (stable: [number, number], canary: [number, number]) => ({
  stable: [{ requests: stable[0], events: stable[1] }],
  canary: [{ requests: canary[0], events: canary[1] }],
});

describe("match", () => {
  it("gives a batch that holds both arms as a block, with the canary's part as its probability", () => {
    expect(match(nothingPending(1), batch([15, 2], [5, 1]))).toEqual({
      pending: nothingPending(1),
      block: [
        { canaryProbability: 0.25, stable: { requests: 15, events: 2 }, canary: { requests: 5, events: 1 } },
      ],
    });
  });

  it("keeps one arm's requests until the other has some", () => {
    const first = match(nothingPending(1), batch([3, 1], [0, 0]));
    expect(first.block).toBeUndefined();
    expect(first.pending.batches).toBe(1);
    const second = match(first.pending, batch([0, 0], [1, 1]));
    expect(second.block).toEqual([
      { canaryProbability: 0.25, stable: { requests: 3, events: 1 }, canary: { requests: 1, events: 1 } },
    ]);
    expect(second.pending).toEqual(nothingPending(1));
  });

  it("gives up waiting after 60 batches", () => {
    let pending = nothingPending(1);
    for (let minute = 0; minute < 59; minute++) pending = match(pending, batch([0, 0], [1, 1])).pending;
    expect(pending.canary).toEqual([{ requests: 59, events: 59 }]);
    const last = match(pending, batch([0, 0], [1, 1]));
    expect(last.pending).toEqual(nothingPending(1));
    expect(last.block).toBeUndefined();
    expect(match(pending, batch([1, 0], [0, 0])).block).toHaveLength(1);
  });

  it("waits for every threshold", () => {
    const half = {
      stable: [
        { requests: 1, events: 0 },
        { requests: 1, events: 0 },
      ],
      canary: [
        { requests: 1, events: 0 },
        { requests: 0, events: 0 },
      ],
    };
    expect(match(nothingPending(2), half).block).toBeUndefined();
  });
});

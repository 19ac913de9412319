import { describe, expect, it } from "vitest";
import { cursorFrom, type ObservationCursor, readCursor, writeCursor } from "./observation-cursor.ts";

const MINUTE_MS = 60_000;

describe("writeCursor and readCursor", () => {
  const cursor: ObservationCursor = {
    fromMs: 100 * MINUTE_MS,
    given: new Map([
      [100 * MINUTE_MS, { stable: [4, 4, 1], candidate: [0, 0, 0] }],
      [102 * MINUTE_MS, { stable: [2, 2, 0], candidate: [1, 1, 1] }],
    ]),
  };

  it("keep a place in a few characters", () => {
    expect(writeCursor(cursor)).toBe("[1,100,[[0,[4,4,1],[0,0,0]],[2,[2,2,0],[1,1,1]]]]");
    expect(readCursor(writeCursor(cursor), 3)).toEqual(cursor);
  });

  it.each([
    ["", "expected JSON"],
    ["{}", "expected [1, minute, entries]"],
    ["[2,1,[]]", "expected the form 1, found 2"],
    ["[1,-1,[]]", "expected a minute and a list of entries"],
    ['[1,1,[["0",0]]]', "expected each entry to begin with a number of minutes"],
    ["[1,1,[[0,0]]]", "expected 3 whole numbers for each version"],
    ["[1,1,[[0,[1,1],[1,1]]]]", "expected 3 whole numbers for each version"],
    ["[1,1,[[0,[1,1,-1],[1,1,0]]]]", "expected 3 whole numbers for each version"],
  ])("refuse %j: %s, and say what to do", (text, problem) => {
    expect(() => readCursor(text, 3)).toThrow(problem);
    expect(() => readCursor(text, 3)).toThrow("Abort the release and start it again.");
  });
});

describe("cursorFrom", () => {
  it("begins with the first whole minute", () => {
    expect(cursorFrom(5 * MINUTE_MS).fromMs).toBe(5 * MINUTE_MS);
    expect(cursorFrom(5 * MINUTE_MS + 1).fromMs).toBe(6 * MINUTE_MS);
  });
});

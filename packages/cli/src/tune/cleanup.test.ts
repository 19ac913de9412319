import { describe, expect, it } from "vitest";
import { cleanUp, tellCleanedUp } from "./cleanup.ts";

const NOW_MS = 10_000_000;
const HOUR_MS = 3_600_000;

const ACCOUNT = [
  { name: "router", modifiedMs: 0 },
  { name: "router-tune-0a1b2c3d", modifiedMs: NOW_MS - HOUR_MS },
  { name: "router-tune-11111111", modifiedMs: NOW_MS - HOUR_MS + 1 },
  { name: "router-tune-22222222", modifiedMs: Number.NaN },
  { name: "router-tune-keep-me", modifiedMs: 0 },
  { name: "other-tune-0a1b2c3d", modifiedMs: 0 },
];

function clean(all: boolean, refused: readonly string[] = []) {
  const removed: string[] = [];
  const leftovers = {
    list: async () => ACCOUNT,
    remove: async (name: string) => {
      if (refused.includes(name))
        throw Object.assign(new Error("ann may not"), { name: "AccessDeniedException" });
      removed.push(name);
    },
  };
  const options = { functionName: "router", all, nowMs: () => NOW_MS };
  return cleanUp(leftovers, options).then((outcome) => ({ removed, outcome }));
}

describe("cleanUp", () => {
  it("deletes copies of this router, and nothing that a run may still use", async () => {
    expect(await clean(false)).toEqual({
      removed: ["router-tune-0a1b2c3d"],
      outcome: {
        deleted: ["router-tune-0a1b2c3d"],
        kept: ["router-tune-11111111", "router-tune-22222222"],
        failed: [],
      },
    });
  });

  it("deletes recent copies where that is asked for, and never what is no copy", async () => {
    const { removed } = await clean(true);
    expect(removed).toEqual(["router-tune-0a1b2c3d", "router-tune-11111111", "router-tune-22222222"]);
  });

  it("goes on after one that cannot be deleted, and names it", async () => {
    const { outcome } = await clean(true, ["router-tune-0a1b2c3d"]);
    expect(outcome).toMatchObject({
      deleted: ["router-tune-11111111", "router-tune-22222222"],
      failed: [{ name: "router-tune-0a1b2c3d", why: "AccessDeniedException: ann may not" }],
    });
    const out: string[] = [];
    const terminal = {
      out: (text: string) => void out.push(text),
      err: () => undefined,
      style: (_: string, text: string) => text,
    };
    expect(() => tellCleanedUp(terminal, outcome, false)).toThrow("Could not delete router-tune-0a1b2c3d.");
    expect(out).toContain("left     router-tune-0a1b2c3d: AccessDeniedException: ann may not");
  });
});

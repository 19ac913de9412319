import { describe, expect, it } from "vitest";
import { momentOf, weigh, weighAll } from "./evidence.ts";
import { STATUS } from "./testdata/stage-in-memory.ts";

describe("evidence", () => {
  it("is a part of what decides", () => {
    expect(weigh({ numbers: { logHarm: 9, logHarmNeeded: 6, logProof: -0.75, logProofNeeded: 3 } })).toEqual({
      harm: 1.5,
      proof: -0.25,
    });
  });

  it("is none where the judge gives no numbers", () => {
    expect(weigh({ numbers: { logHarm: 9 } })).toEqual({ harm: 0, proof: 0 });
    expect(weighAll([])).toBeUndefined();
  });

  it("is of a release, at the minute up to which it was judged", () => {
    expect(momentOf(STATUS)).toEqual({
      releaseId: "8@1",
      atMs: 60_000,
      guardrails: { errors: { harm: 0.25, proof: 0.25 } },
    });
    expect(momentOf({ ...STATUS, verdicts: [] })).toBeUndefined();
  });
});

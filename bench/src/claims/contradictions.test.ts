import type { KpiRow } from "@switchyard/cli/rehearse";
import { describe, expect, it } from "vitest";
import { contradictionsOf } from "./contradictions.ts";
import { logOfAb, reportOfAb } from "./testing.ts";

const ARMS = { baseline: "1", candidate: "2" } as const;
const changed = (id: string, change: Partial<KpiRow>) =>
  reportOfAb().map((row) => (row.id === id ? { ...row, ...change } : row));

describe("contradictionsOf", () => {
  it("finds none where the bounds hold what the log says", () => {
    expect(contradictionsOf(reportOfAb(), logOfAb(), ARMS)).toEqual([]);
  });

  it("finds a figure whose bounds do not hold it, and one without bounds", () => {
    const beside = { value: 5, lower: 4, upper: 6, samples: 9 };
    expect(contradictionsOf(changed("response-time", { candidate: beside }), logOfAb(), ARMS)).toEqual([
      expect.stringMatching(/^response-time of the candidate: .* by the log, 5 \(4 to 6\) by the report$/),
    ]);
    const unbounded = { value: 5, samples: 9 };
    expect(contradictionsOf(changed("routing-time", { baseline: unbounded }), logOfAb(), ARMS)).toHaveLength(
      1,
    );
    expect(contradictionsOf(changed("cold-start", { baseline: null }), logOfAb(), ARMS)).toHaveLength(1);
  });

  it("finds more memory than any line tells, and memory that was not read", () => {
    const more = { value: 101, samples: 9 };
    expect(contradictionsOf(changed("memory", { candidate: more }), logOfAb(), ARMS)).toHaveLength(1);
    expect(contradictionsOf(changed("memory", { candidate: null }), logOfAb(), ARMS)).toHaveLength(1);
  });
});

import { describe, expect, it } from "vitest";
import { printTuning, type TuneReport } from "./report.ts";
import { tuneJson } from "./report-json.ts";
import { exampleReport } from "./testing.ts";

function print(report: TuneReport): readonly string[] {
  const out: string[] = [];
  printTuning({ out: (text) => void out.push(text), err: () => undefined, style: (_, text) => text }, report);
  return out;
}

const REFUSED = { kind: "refused", reasons: ["a call at 512 MB failed: status 502"], leftOut: [] } as const;

describe("printTuning", () => {
  it("shows each size, and what is advised for which goal and why", () => {
    expect(print(exampleReport())).toEqual([
      "switchyard-local-router version 6 (arm64, 512 MB now), at the stage's prices",
      "",
      "  memory    warm calls    median      95 %   a million   cold starts     INIT   first answer   memory used",
      "  512 MB            30   8.00 ms   9.50 ms       $0.04             3   250 ms         263 ms         80 MB",
      "  1024 MB           30   4.00 ms   4.50 ms       $0.05             –        –              –         81 MB",
      "",
      "  128 MB is left out: the function ran out of memory.",
      "  cheapest 512 MB: 8.00 ms and $0.04 a million calls (as now). Clear: the best in 99 % of the resamplings.",
      "  fastest  1024 MB: 4.00 ms and $0.05 a million calls; against now −50 % time, +25 % cost. Clear: the best in 100 % of the resamplings.",
      "  balanced 512 MB: 8.00 ms and $0.04 a million calls (as now). Close: 1024 MB may be as good; of these it costs the least (best in 30 % of the resamplings).",
      "  (balanced: cost counts 50 %, time 50 %)",
    ]);
  });

  it("says why nothing is advised", () => {
    expect(print({ ...exampleReport(), advice: REFUSED }).slice(-2)).toEqual([
      "  No size is advised:",
      "    a call at 512 MB failed: status 502",
    ]);
  });
});

describe("tuneJson", () => {
  it("has the same for scripts", () => {
    expect(JSON.parse(tuneJson(exampleReport()))).toMatchObject({
      stage: "local",
      function: "switchyard-local-router",
      version: "6",
      present_memory_mb: 512,
      prices: { source: "stage", gb_second_micro_dollars: 10 },
      sizes: [
        {
          memory_mb: 512,
          median_ms: 8,
          cost_micro_dollars: 0.04,
          cold: { starts: 3, init_ms: 250, first_answer_ms: 262.5 },
        },
        { memory_mb: 1024, cold: null },
      ],
      left_out: [{ memory_mb: 128, why: "the function ran out of memory" }],
      advice: { balanced: { memory_mb: 512, close_to_mb: [1024], share_of_resamplings: 0.3 } },
      refused: [],
    });
  });

  it("has no advice where none is given", () => {
    expect(JSON.parse(tuneJson({ ...exampleReport(), advice: REFUSED }))).toMatchObject({
      advice: null,
      refused: ["a call at 512 MB failed: status 502"],
    });
  });
});

import { describe, expect, it } from "vitest";
import type { Found } from "../metrics-reader.ts";
import { COSTS_MICRO_DOLLARS, TIMES_MS } from "./grids.ts";
import { measure, periodFor, reportQueries } from "./read-metrics.ts";
import { storyOf } from "./story.ts";
import { HISTORY } from "./testing.ts";

const STORY = storyOf(HISTORY, "8@1", 0);
const MINUTE_MS = 60_000;
/** The same in each minute of the release, compared or not. */
const steady = (values: Readonly<Record<string, number>>): Found =>
  new Map(
    Object.entries(values).map(([id, value]) => [
      id,
      new Map(Array.from({ length: 14 }, (_, minute) => [minute * MINUTE_MS, value])),
    ]),
  );

describe("reportQueries", () => {
  it("fit into one request, with an id of their own each", () => {
    const ids = reportQueries("prod", STORY, 60).map(({ Id }) => Id);
    expect(ids.length).toBeLessThanOrEqual(500);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id = "") => !/^[a-z]\w*$/.test(id))).toEqual([]);
  });

  it("read longer periods of longer releases", () => {
    const lasting = (hours: number) => periodFor({ begunMs: 0, endedMs: hours * 3_600_000 });
    expect([lasting(1), lasting(24), lasting(168)]).toEqual([60, 300, 3600]);
  });
});

describe("measure", () => {
  it("counts the minutes in which both were asked, and no others", () => {
    const found = steady({
      baseline_sum_errors: 1,
      baseline_sum_requests: 100,
      candidate_sum_errors: 0,
      candidate_sum_requests: 100,
      hits: 3,
      misses: 1,
    });
    const { errorShare, cacheHitShare } = measure(found, STORY, 60);
    expect(errorShare?.baseline).toMatchObject({ value: 0.01, samples: 1000 });
    expect(errorShare?.candidate).toMatchObject({ value: 0, samples: 1000 });
    expect(cacheHitShare?.stage).toMatchObject({ value: 0.75, samples: 40 });
  });

  it("leaves out the minutes that a change of weight cuts", () => {
    const found = steady({ baseline_sum_errors: 1, baseline_sum_requests: 100 });
    const cut = { spans: [{ weight: 50, fromMs: 90_000, toMs: 270_000 }] };
    expect(measure(found, cut, 60).errorShare?.baseline).toMatchObject({ samples: 200 });
  });

  it("makes percentiles of the counts below each bound", () => {
    // All between 15 and 20 ms.
    const shares = Object.fromEntries(
      TIMES_MS.map((bound, index) => [`candidate_upto_responseTime_${index}`, bound >= 20 ? 100 : 0]),
    );
    const { responseTime } = measure(steady({ candidate_count_responseTime: 200, ...shares }), STORY, 60);
    expect(responseTime?.candidate).toEqual({ value: 17.5, samples: 2000, lower: 15, upper: 20 });
    expect(responseTime?.baseline).toBeUndefined();
  });

  it("bounds the mean cost by the spread that the grid tells", () => {
    // All between 20 and 30 millionths of a dollar, 25 on average.
    const shares = Object.fromEntries(
      COSTS_MICRO_DOLLARS.map((bound, index) => [
        `candidate_upto_requestCost_${index}`,
        bound >= 30 ? 100 : 0,
      ]),
    );
    const { costPerRequest } = measure(
      steady({ candidate_count_requestCost: 200, candidate_sum_requestCost: 5000, ...shares }),
      STORY,
      60,
    );
    const { value, samples, lower = 0, upper = 0 } = costPerRequest?.candidate ?? {};
    expect([value, samples]).toEqual([25, 2000]);
    expect([lower, upper].map(Math.round)).toEqual([25, 25]);
    expect(upper - lower).toBeGreaterThan(0.5);
  });

  it("measures nothing where nothing was found", () => {
    const measured = measure(new Map(), STORY, 60);
    expect(Object.values(measured).filter((each) => Object.keys(each).length > 0)).toEqual([]);
  });
});

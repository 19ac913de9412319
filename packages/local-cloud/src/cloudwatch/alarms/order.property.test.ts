import fc from "fast-check";
import { expect, it } from "vitest";
import { openWorld, sumOf, withMath } from "./test-world.ts";

const point = fc.record({
  metric: fc.constantFrom("Errors", "Calls"),
  second: fc.integer({ min: 0, max: 299 }),
  value: fc.integer({ min: 0, max: 9 }),
  resolutionS: fc.constantFrom<1 | 60>(1, 60),
});
type Point = typeof point extends fc.Arbitrary<infer T> ? T : never;

/** Everything that alarms of each kind have to tell after five minutes of the same points. */
function storyOf(points: readonly Point[]) {
  const world = openWorld();
  world.alarm({ TreatMissingData: "missing" });
  world.alarm({ AlarmName: "fast", Period: 10, EvaluationPeriods: 3, DatapointsToAlarm: 2 });
  world.alarm({
    AlarmName: "p95",
    Statistic: undefined,
    ExtendedStatistic: "p95",
    TreatMissingData: "ignore",
  });
  world.operations.PutMetricAlarm({
    ...withMath([
      { Id: "rate", Expression: "errors / calls" },
      sumOf("errors", "Errors"),
      sumOf("calls", "Calls"),
    ]),
    AlarmName: "rate",
  });
  for (const { metric, second, value, resolutionS } of points)
    world.put(metric, second, [value], resolutionS);
  world.runUntil(600);
  return world.operations.DescribeAlarmHistory({}).AlarmHistoryItems;
}

it("evaluation never depends on the order in which points arrive", () => {
  const shuffled = fc
    .array(point, { maxLength: 40 })
    .chain((points) =>
      fc.tuple(
        fc.constant(points),
        fc.shuffledSubarray(points, { minLength: points.length, maxLength: points.length }),
      ),
    );
  fc.assert(
    fc.property(shuffled, ([points, otherwise]) => {
      expect(storyOf(otherwise)).toEqual(storyOf(points));
    }),
    { numRuns: 60 },
  );
});

import { expect, it } from "vitest";
import { parseWorld } from "./parse-world.ts";
import { referenceWorlds } from "./reference.ts";
import { worldOf } from "./world.ts";

it("takes a healthy, steady world where nothing is said", () => {
  expect(parseWorld({ name: "calm", requestsPerMinute: 60 })).toEqual({
    kind: "parsed",
    world: worldOf("calm", 60),
  });
});

it("takes the candidate to be like stable in what is not said of it", () => {
  expect(
    parseWorld({
      name: "slow",
      requestsPerMinute: 60,
      stable: { medianLatencyMs: 2_000 },
      candidate: { errorShare: 0.2 },
    }),
  ).toMatchObject({
    world: { candidate: { errorShare: 0.2, medianLatencyMs: 2_000 }, stable: { errorShare: 0.003 } },
  });
});

it.each(referenceWorlds(60))("gives the world $name back as it is", (world) => {
  expect(parseWorld(JSON.parse(JSON.stringify(world)))).toEqual({ kind: "parsed", world });
});

it("reports all problems at once, each with its place", () => {
  expect(
    parseWorld({
      name: "odd",
      rpm: 60,
      candidate: { errors: 0.2, errorShare: 2 },
      outages: [{ fromMinute: "soon", minutes: 0 }],
      metricDelayMinutes: 0.5,
    }),
  ).toEqual({
    kind: "refused",
    problems: [
      {
        path: "rpm",
        message:
          "is not known here; expected name, requestsPerMinute, dailySwing, stable, candidate, outages, metricDelayMinutes, weightFactor",
      },
      { path: "requestsPerMinute", message: "is missing" },
      {
        path: "candidate.errors",
        message:
          "is not known here; expected errorShare, medianLatencyMs, latencySpread, medianInitMs, medianCostMicroDollars, llmShare",
      },
      { path: "candidate.errorShare", message: "expected a number from 0 to 1, found 2" },
      { path: "outages[0].fromMinute", message: 'expected a number from 0 to 10080, found "soon"' },
      { path: "outages[0].minutes", message: "expected a number from 1 to 10080, found 0" },
      { path: "metricDelayMinutes", message: "expected a whole number, found 0.5" },
    ],
  });
});

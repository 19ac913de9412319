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

it("takes a turn to change what it names, and turns in the order of their minutes", () => {
  expect(
    parseWorld({
      name: "late",
      requestsPerMinute: 60,
      candidate: { errorShare: 0.01 },
      turns: [
        { fromMinute: 90, candidate: { errorShare: 0.2 } },
        { fromMinute: 30, candidate: { medianLatencyMs: 9_000 } },
      ],
      drifts: [{ fromMinute: 0, minutes: 600, errorShare: 0.02 }],
      gaps: [{ fromMinute: 5, minutes: 10 }],
    }),
  ).toMatchObject({
    world: {
      turns: [
        { fromMinute: 30, candidate: { errorShare: 0.01, medianLatencyMs: 9_000 } },
        { fromMinute: 90, candidate: { errorShare: 0.2, medianLatencyMs: 4_000 } },
      ],
      drifts: [{ fromMinute: 0, minutes: 600, errorShare: 0.02 }],
      gaps: [{ fromMinute: 5, minutes: 10, lost: false }],
    },
  });
});

it.each(referenceWorlds(60))("gives the world $name back as it is", (world) => {
  expect(parseWorld(JSON.parse(JSON.stringify(world)))).toEqual({ kind: "parsed", world });
});

it("says for each number what it may be", () => {
  const behaviour = {
    errorShare: 2,
    medianLatencyMs: 0,
    latencySpread: 6,
    medianInitMs: 0,
    medianCostMicroDollars: 0,
    llmShare: -1,
  };
  const parsed = parseWorld({
    name: 7,
    requestsPerMinute: 1_000_001,
    dailySwing: 2,
    stable: behaviour,
    turns: [{ fromMinute: -1, candidate: { llmShare: 2 } }],
    outages: [{ fromMinute: 0, minutes: 1, errorShare: 2, slowdown: 0 }],
    drifts: [{ fromMinute: -1, minutes: 0, errorShare: 0 }],
    metricDelayMinutes: 61,
    weightFactor: 11,
  });
  const problems = parsed.kind === "refused" ? parsed.problems : [];
  expect(problems.map(({ path, message }) => `${path} ${message}`)).toEqual([
    "stable.errorShare expected a number from 0 to 1, found 2",
    "stable.medianLatencyMs expected a number above 0 and up to 3600000, found 0",
    "stable.latencySpread expected a number above 0 and up to 5, found 6",
    "stable.medianInitMs expected a number above 0 and up to 3600000, found 0",
    "stable.medianCostMicroDollars expected a number above 0 and up to 1000000000, found 0",
    "stable.llmShare expected a number from 0 to 1, found -1",
    "name expected a text, found 7",
    "requestsPerMinute expected a number from 0 to 1000000, found 1000001",
    "dailySwing expected a number from 0 to 1, found 2",
    "turns[0].fromMinute expected a number from 0 to 10080, found -1",
    "turns[0].candidate.llmShare expected a number from 0 to 1, found 2",
    "outages[0].errorShare expected a number from 0 to 1, found 2",
    "outages[0].slowdown expected a number above 0 and up to 1000, found 0",
    "drifts[0].fromMinute expected a number from 0 to 10080, found -1",
    "drifts[0].minutes expected a number from 1 to 10080, found 0",
    "metricDelayMinutes expected a number from 0 to 60, found 61",
    "weightFactor expected a number above 0 and up to 10, found 11",
  ]);
});

it("takes what is said of the whole world", () => {
  const said = { dailySwing: 0.5, metricDelayMinutes: 3, weightFactor: 1.1 };
  expect(parseWorld({ name: "said", requestsPerMinute: 60, ...said })).toMatchObject({ world: said });
});

it("reports all problems at once, each with its place", () => {
  expect(
    parseWorld({
      name: "odd",
      rpm: 60,
      candidate: { errors: 0.2, errorShare: 2 },
      outages: [{ fromMinute: "soon", minutes: 0 }],
      turns: [{ fromMinute: 5 }],
      drifts: [{ fromMinute: 0, minutes: 10, errorShare: -1 }],
      gaps: [{ minutes: 3, lost: "yes" }],
      metricDelayMinutes: 0.5,
    }),
  ).toEqual({
    kind: "refused",
    problems: [
      {
        path: "rpm",
        message:
          "is not known here; expected name, requestsPerMinute, dailySwing, stable, candidate, turns, outages, drifts, gaps, metricDelayMinutes, weightFactor",
      },
      { path: "requestsPerMinute", message: "is missing" },
      {
        path: "candidate.errors",
        message:
          "is not known here; expected errorShare, medianLatencyMs, latencySpread, medianInitMs, medianCostMicroDollars, llmShare",
      },
      { path: "candidate.errorShare", message: "expected a number from 0 to 1, found 2" },
      { path: "turns[0].candidate", message: "is missing" },
      { path: "outages[0].fromMinute", message: 'expected a number from 0 to 10080, found "soon"' },
      { path: "outages[0].minutes", message: "expected a number from 1 to 10080, found 0" },
      { path: "drifts[0].errorShare", message: "expected a number from 0 to 1, found -1" },
      { path: "gaps[0].fromMinute", message: "is missing" },
      { path: "gaps[0].lost", message: 'expected true or false, found "yes"' },
      { path: "metricDelayMinutes", message: "expected a whole number, found 0.5" },
    ],
  });
});

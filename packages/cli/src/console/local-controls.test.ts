import { expect, it } from "vitest";
import { changeTo, faultTexts } from "./local-controls.ts";

it("faults are told in words, and in the cloud's own where another switched them on", () => {
  expect(
    faultTexts({
      versions: {
        "switchyard-local-router:2": { downstreamErrors: 0.5 },
        "switchyard-local-router:3": { downstreamErrors: 0.2 },
        "switchyard-local-router:4": {},
      },
      shared: { downstreamLatencyMs: { median: 500, spread: 0 } },
    }),
  ).toEqual([
    "Version 2: half of its calls fail",
    'Version 3: {"downstreamErrors":0.2}',
    'All versions: {"downstreamLatencyMs":{"median":500,"spread":0}}',
  ]);
  expect(faultTexts({ versions: {}, shared: {} })).toEqual([]);
});

it("a version has one illness at a time, or none", () => {
  expect(changeTo("slow")).toEqual({
    downstreamErrors: null,
    downstreamSlow: 3,
    initDelayMs: null,
    crashInInit: null,
  });
  expect(changeTo("none")).toBeNull();
});

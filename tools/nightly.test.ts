import { describe, expect, it } from "vitest";
import { PARTS, problemsOfSimulation, SIMULATIONS } from "./nightly-parts.ts";

const [good, bad] = SIMULATIONS;
if (good === undefined || bad === undefined) throw new Error("There are simulations.");

describe("the simulations of the night", () => {
  it("play each plan that ships with good and bad versions", () => {
    expect(SIMULATIONS.map(({ plan, promise }) => `${plan}: ${promise.kind}`)).toEqual(
      ["quick", "standard", "careful"].flatMap((plan) => [
        `${plan}: rarely-rolled-back`,
        `${plan}: never-promoted`,
        `${plan}: never-promoted`,
      ]),
    );
    expect(PARTS).toEqual(["mutation", "simulations", "fuzz"]);
  });

  it("fail where more than one in a hundred good versions is rolled back", () => {
    expect(problemsOfSimulation(good, { rolled_back: { share: 0.01 } })).toEqual([]);
    expect(problemsOfSimulation(good, { rolled_back: { share: 0.011 } })).toEqual([
      "expected at most 0.01 of the good versions to be rolled back, found 0.011",
    ]);
  });

  it("fail where a single bad version comes into service", () => {
    expect(problemsOfSimulation(bad, { completed: { share: 0 } })).toEqual([]);
    expect(problemsOfSimulation(bad, { completed: { share: 0.0002 } })).toEqual([
      "expected no bad version to come into service, found a share of 0.0002",
    ]);
  });

  it("fail where the outcome does not say", () => {
    for (const outcome of [{}, null, { rolled_back: { share: "0" } }]) {
      expect(problemsOfSimulation(good, outcome)).toHaveLength(1);
      expect(problemsOfSimulation(bad, outcome)).toHaveLength(1);
    }
  });
});

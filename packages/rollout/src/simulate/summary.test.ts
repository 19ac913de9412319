import { expect, it } from "vitest";
import { type RunOutcome, summarise } from "./summary.ts";

function run(outcome: RunOutcome["outcome"], rest: Partial<RunOutcome> = {}): RunOutcome {
  return {
    outcome,
    minutes: 10,
    highestWeight: 50,
    requests: 100,
    failures: 3,
    candidateRequests: 10,
    candidateFailures: 1,
    ...rest,
  };
}

it("counts how runs ended, when, why, and what it cost", () => {
  const summary = summarise([
    run("rolled_back", { cause: "harmful", minutes: 4, candidateFailures: 5, failures: 7 }),
    run("rolled_back", { cause: "alarm", minutes: 8, highestWeight: 100 }),
    run("rolled_back", { minutes: 6, highestWeight: 100, candidateFailures: 0, failures: 0 }),
    run("completed", { minutes: 30, highestWeight: 100 }),
    run("paused"),
    run("stepping"),
  ]);
  expect(summary).toMatchObject({
    runs: 6,
    rolledBack: { share: 0.5 },
    rolledBackBefore100: { share: 1 / 6 },
    completed: { share: 1 / 6 },
    paused: { share: 1 / 6 },
    unfinished: { share: 1 / 6 },
    causes: { harmful: 1, alarm: 1 },
    minutesToRollback: { mean: 6, median: 6, highest: 8 },
    minutesToCompletion: { median: 30 },
    candidateFailures: { mean: 1.5, median: 1, highest: 5 },
    failures: { median: 3, highest: 7 },
  });
  expect(Object.keys(summary.causes)).toEqual(["harmful", "alarm"]);
});

it("gives no minutes where nothing was rolled back or completed", () => {
  const summary = summarise([run("paused")]);
  expect(summary).not.toHaveProperty("minutesToRollback");
  expect(summary).not.toHaveProperty("minutesToCompletion");
});

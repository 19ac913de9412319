import { describe, expect, it } from "vitest";
import { describeCandidate } from "./candidate.ts";
import { matrix, matrixTable } from "./matrix.ts";

describe("matrix", () => {
  it("has each kind of version, and each way out of service alone", () => {
    expect(
      matrix(300).map(
        ({ candidate, rpm, without = "nothing" }) => `${describeCandidate(candidate)} ${rpm} ${without}`,
      ),
    ).toEqual([
      "good 300 nothing",
      "errors=0.2 300 nothing",
      "errors=0.2 300 judge",
      "errors=0.2 300 alarms",
      "slow=1.3 300 nothing",
      "slow=1.3 300 judge",
      "slow=1.3 300 alarms",
      "cold 300 nothing",
      "cold 300 judge",
      "cold 300 alarms",
      "crash 300 nothing",
      "crash 300 judge",
      "crash 300 alarms",
      "outage 300 nothing",
      "good 0 nothing",
    ]);
  });
});

describe("matrixTable", () => {
  it("is Markdown", () => {
    const [, , row] = matrixTable([
      {
        candidate: "crash",
        speed: 60,
        rpm: 300,
        plan: "quick",
        without: "judge",
        right: true,
        outcome: "rolled_back",
        by: "alarm",
        timeline: [],
        requests: { sent: 900, failed: 12, toCandidate: 20, failedByCandidate: 12 },
        cloudMinutes: 12.5,
        realSeconds: 19.2,
      },
    ]);
    expect(row).toBe("| crash | 300 | judge | rolled_back | alarm | yes | 12.5 | 19.2 | 20 | 12 |");
  });
});

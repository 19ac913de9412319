import { describe, expect, it } from "vitest";
import { statusRows } from "./status-text.ts";
import { NOON_MS, statusIn, steppingStatus } from "./testing.ts";

describe("statusRows", () => {
  it("tells where a release stands, what was counted, what the judge says and what it waits for", () => {
    expect(statusRows(steppingStatus())).toEqual([
      ["state", "stepping"],
      ["traffic", "version 7 gets 25 %, version 6 the rest"],
      ["now", "Version 7 gets 25 %: the step has not lasted long enough."],
      [
        "release",
        "rollout standard of version 7 (a1a1a1a1a1a1) against version 6, since 2026-03-01 11:45:00Z",
      ],
      ["step", expect.stringMatching(/^2 of \d at 25 %, at least \d+ min and \d+ requests, for 4 min$/)],
      ["requests", "errors 60, latency 58, init 0, cost 0, llm-share 0"],
      ["errors", "undecided: 0 of 110 against 2 of 900"],
      ["refused", "version 5 (b2b2b2b2b2b2), rolled back 2026-03-01 11:00:00Z: the alarm errors went off"],
    ]);
  });

  it("tells of a pause where the release stood", () => {
    const at = { state: "baking", sinceMs: NOON_MS, requests: { errors: 3 }, pass: "none" } as const;
    const rows = statusRows(
      statusIn({ state: "paused", at, why: { kind: "person", name: "ann", why: "lunch" } }),
    );
    expect(rows.find(([name]) => name === "step")?.[1]).toMatch(
      /^bake at 100 %, at least \d+ min and \d+ requests, for 4 min$/,
    );
  });

  it("tells of a deployment that waits to be started", () => {
    const status = statusIn({ state: "idle" });
    const request = {
      version: "8",
      digest: "sha256:00",
      plan: "quick",
      start: "manual",
      by: "pulumi up",
      why: "deployment of stack prod",
    } as const;
    const rows = statusRows({ ...status, request });
    expect(rows.map(([name]) => name)).toEqual(["state", "traffic", "now", "pending", "refused"]);
    expect(rows[3]?.[1]).toBe(
      "version 8 by plan quick, manual start, by pulumi up: deployment of stack prod",
    );
  });

  it("warns when the traffic does not split as the weights say", () => {
    const status = steppingStatus();
    const { record } = status;
    if (record.release === undefined) throw new Error("there is no release");
    const release = {
      ...record.release,
      sampleRatio: { kind: "suspicious", evidence: "40 % instead of 25 %", numbers: {} },
    } as const;
    expect(statusRows({ ...status, record: { ...record, release } })).toContainEqual([
      "split",
      "40 % instead of 25 %",
    ]);
  });
});

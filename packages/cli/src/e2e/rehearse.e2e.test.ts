import { beforeAll, describe, expect, it } from "vitest";
import { prepareDeployment } from "../prepare.ts";
import type { Candidate } from "../rehearse/candidate.ts";
import { REHEARSAL_PLAN } from "../rehearse/plan.ts";
import { rehearse } from "../rehearse/run.ts";

// The other candidates, and each way out of service alone: `pnpm rehearse:all`.

beforeAll(() => prepareDeployment());

function rehearsalOf(candidate: Candidate) {
  return rehearse(
    { candidate, speed: 60, rpm: 40, plan: REHEARSAL_PLAN, timeoutMinutes: 180, keep: false },
    {
      onDeed: () => undefined,
      onEvent: () => undefined,
      onWarning: () => undefined,
      signal: new AbortController().signal,
    },
  );
}

/** A busy machine takes its time; three minutes are what the rehearsal itself allows. */
describe("a rehearsal", { timeout: 300_000 }, () => {
  it("brings a good version into service for everyone", async () => {
    const rehearsal = await rehearsalOf({ kind: "good" });
    expect(rehearsal).toMatchObject({ right: true, outcome: "completed" });
    const states = rehearsal.timeline.flatMap((moment) => (moment.what === "state" ? [moment.to] : []));
    expect(states).toEqual(["validating", "stepping", "stepping", "baking", "completed"]);
    expect(rehearsal.requests.toCandidate).toBeGreaterThanOrEqual(100);
  });

  it("takes a version with 20 % errors out of service, and refuses it from then on", async () => {
    const rehearsal = await rehearsalOf({ kind: "errors", share: 0.2 });
    expect(rehearsal).toMatchObject({ right: true, outcome: "rolled_back" });
    expect(["judge", "alarm"]).toContain(rehearsal.by);
    expect(rehearsal.requests.failedByCandidate).toBeGreaterThan(0);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide, type Seen } from "./decide.ts";
import type { Decision } from "./decision.ts";
import type { RolloutPlan } from "./plan.ts";
import type { Baking, Pass, Phase, Stepping } from "./state.ts";
import type { Verdict, VerdictKind } from "./verdict.ts";

const NOW_MS = 100 * 60_000;

const PLAN: RolloutPlan = {
  kind: "rollout",
  name: "four steps",
  smokeQueries: ["q"],
  maximumMetricDelayMinutes: 5,
  guardrails: {
    errors: { thresholds: [], historicRates: [0.003], margin: 0.01, limit: 0.01, mustBeProven: true },
    latency: { thresholds: [5_000], historicRates: [0.05], margin: 0.05, mustBeProven: true },
    init: { thresholds: [2_000], historicRates: [0.05], margin: 0.05, mustBeProven: false },
  },
  steps: [1, 10, 60, 100].map((weight) => ({
    weight,
    minimumMinutes: 10,
    minimumRequests: 20,
    evidence: weight === 10 || weight === 60 ? "proven" : "not-harmful",
    approval: weight === 60,
  })),
  bake: { minutes: 10, minimumRequests: 20 },
  deadlineMinutes: 60,
};

const requests = fc.record({
  errors: fc.nat(60),
  latency: fc.nat(60),
  init: fc.nat(60),
});
const pass = fc.constantFrom<Pass>("none", "approved", "promoted");
const sinceMs = fc.integer({ min: 0, max: NOW_MS });
const stepping: fc.Arbitrary<Stepping> = fc
  .record({ step: fc.nat(3), sinceMs, requests, pass })
  .map((member) => ({ ...member, state: "stepping", weight: PLAN.steps[member.step]?.weight ?? 0 }));
const baking: fc.Arbitrary<Baking> = fc
  .record({ sinceMs, requests, pass })
  .map((member) => ({ ...member, state: "baking" }));
const health = fc.constantFrom("ill", "leaning", "well");
const seen: fc.Arbitrary<Seen> = fc.record({
  illness: fc.record({ stable: health, candidate: health }),
  sampleRatio: fc.record({
    kind: fc.constantFrom("balanced", "suspicious"),
    evidence: fc.constant("the split"),
    numbers: fc.constant({}),
  }),
  freshToMs: fc.integer({ min: NOW_MS - 10 * 60_000, max: NOW_MS }),
  stableExists: fc.boolean(),
  hotfix: fc.boolean(),
  deadlineFromMs: fc.integer({ min: 0, max: NOW_MS }),
  versions: fc.constant({ stable: "6", candidate: "7" }),
});
const kind = fc.constantFrom<VerdictKind>("harmful", "proven-ok", "undecided");
const verdicts: fc.Arbitrary<readonly Verdict[]> = fc
  .tuple(fc.option(kind), fc.option(kind), fc.option(kind))
  .map((kinds) =>
    (["errors", "latency", "init"] as const).flatMap((guardrail, index) => {
      const verdict = kinds[index] ?? undefined;
      return verdict === undefined ? [] : [{ guardrail, kind: verdict, evidence: "counts", numbers: {} }];
    }),
  );

function decided(phase: Phase, known: Seen, judged: readonly Verdict[]) {
  return decide(phase, PLAN, known, judged, NOW_MS);
}

describe("decide", () => {
  it("never skips a step, and goes back only from 100 % to the last comparison", () => {
    fc.assert(
      fc.property(stepping, seen, verdicts, (phase, known, judged) => {
        const decision = decided(phase, known, judged);
        const isReopening = phase.step === 3 && !known.hotfix && known.illness.candidate === "ill";
        const step = isReopening ? 2 : phase.step + 1;
        const allowed = [undefined, `${step} at ${PLAN.steps[step]?.weight ?? 100} %`];
        expect(allowed).toContain(entered(decision));
      }),
    );
  });

  it("rolls back whenever a guardrail is harmful, whatever else is known", () => {
    fc.assert(
      fc.property(fc.oneof(stepping, baking), seen, verdicts, (phase, known, judged) => {
        fc.pre(judged.some((verdict) => verdict.kind === "harmful"));
        for (const place of [phase, paused(phase), { state: "incident", at: phase, sinceMs: 0 } as const]) {
          expect(decided(place, known, judged)).toMatchObject({ kind: "roll-back" });
        }
      }),
    );
  });

  it("promotes nothing by itself that is not proven, where proof is asked for", () => {
    fc.assert(
      fc.property(stepping, seen, verdicts, (phase, known, judged) => {
        const isProven = (["errors", "latency"] as const).every((name) =>
          judged.some((verdict) => verdict.guardrail === name && verdict.kind === "proven-ok"),
        );
        fc.pre(!isProven && phase.pass !== "promoted" && PLAN.steps[phase.step]?.evidence === "proven");
        expect(isPromotion(decided(phase, known, judged))).toBe(false);
      }),
    );
  });

  it("promotes nothing by itself without requests that every guardrail has counted", () => {
    fc.assert(
      fc.property(fc.oneof(stepping, baking), seen, verdicts, (phase, known, judged) => {
        fc.pre(
          phase.pass !== "promoted" && Math.min(phase.requests.errors ?? 0, phase.requests.latency ?? 0) < 20,
        );
        expect(isPromotion(decided(phase, known, judged))).toBe(false);
      }),
    );
  });

  it("promotes nothing by itself on old telemetry, an odd split, or while a version is ill", () => {
    fc.assert(
      fc.property(stepping, seen, verdicts, (phase, known, judged) => {
        const isOld = NOW_MS - known.freshToMs > 5 * 60_000;
        const isIll = [known.illness.stable, known.illness.candidate].includes("ill") && !known.hotfix;
        fc.pre(phase.pass !== "promoted" && (isOld || isIll || known.sampleRatio.kind === "suspicious"));
        expect(isPromotion(decided(phase, known, judged))).toBe(false);
      }),
    );
  });

  it("asks a person before a step that needs an approval", () => {
    fc.assert(
      fc.property(stepping, seen, verdicts, (phase, known, judged) => {
        fc.pre(phase.step === 1 && phase.pass === "none");
        expect(isPromotion(decided(phase, known, judged))).toBe(false);
      }),
    );
  });

  it("neither ships nor rolls back at the deadline: it asks a person", () => {
    fc.assert(
      fc.property(fc.oneof(stepping, baking), seen, verdicts, (phase, known, judged) => {
        const decision = decided(phase, { ...known, deadlineFromMs: NOW_MS - 60 * 60_000 }, judged);
        expect(decision.kind).not.toBe("hold");
      }),
    );
  });
});

function paused(at: Stepping | Baking): Phase {
  return { state: "paused", at, why: { kind: "person", name: "ann", why: "lunch" } };
}

/** The step that a decision begins, `4 at 100 %` being the bake. */
function entered(decision: Decision): string | undefined {
  if (decision.kind === "bake") return "4 at 100 %";
  return decision.kind === "set-weight" ? `${decision.step} at ${decision.weight} %` : undefined;
}

/** Whether the candidate gets more, or stays for good. Comparing again is the opposite. */
function isPromotion(decision: Decision): boolean {
  if (decision.kind === "set-weight") return decision.why !== "limit-broken";
  return decision.kind === "bake" || decision.kind === "complete";
}

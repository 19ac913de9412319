import type { EvidenceMoment, Status, Verdict, Weighed } from "./model.ts";

/** How far the evidence has come to where it decides: 1 is there, and below 0 it speaks for the contrary. */
export function weigh({ numbers }: Pick<Verdict, "numbers">): Weighed {
  return {
    harm: part(numbers["logHarm"], numbers["logHarmNeeded"]),
    proof: part(numbers["logProof"], numbers["logProofNeeded"]),
  };
}

/** The evidence of all guardrails at once, or undefined where nothing was judged. */
export function weighAll(verdicts: readonly Verdict[]): Readonly<Record<string, Weighed>> | undefined {
  if (verdicts.length === 0) return undefined;
  return Object.fromEntries(verdicts.map((verdict) => [verdict.guardrail, weigh(verdict)]));
}

/** The evidence of the release that is under way, at the minute up to which it was judged. */
export function momentOf({ release, verdicts }: Status): EvidenceMoment | undefined {
  const guardrails = weighAll(verdicts);
  if (release === undefined || guardrails === undefined) return undefined;
  return { releaseId: release.id, atMs: release.judgedToMs, guardrails };
}

function part(value: number | undefined, needed: number | undefined): number {
  return value === undefined || needed === undefined || needed <= 0 ? 0 : value / needed;
}

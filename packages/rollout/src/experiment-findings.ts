import { type Interval, shareSequence } from "./judge/confidence-sequence.ts";
import { addCounts, NO_COUNTS } from "./judge/counts.ts";
import { odds, percent, percentagePoints, whole } from "./judge/evidence.ts";
import { sampleRatioOf } from "./judge/judge.ts";
import { rateRatioSequence } from "./judge/rate-ratio.ts";
import type { WeightSegment } from "./judge/sample-ratio.ts";
import { GUARDRAILS } from "./plan.ts";
import type { ArmCounts, Guardrail, Verdict } from "./verdict.ts";

/** Requests and failures under one weight. */
export interface CountedSegment {
  /** Percent of requests for the candidate, above 0 and below 100. */
  readonly weight: number;
  readonly stable: ArmCounts;
  readonly candidate: ArmCounts;
}

/**
 * What an experiment leaves to the one that continues it, after both versions were rebuilt on a hotfix. What is known
 * adds up over its segments, because each bets anew: logarithms of e-values are added, which multiplies the e-values.
 */
export interface ExperimentEvidence {
  readonly segments: readonly CountedSegment[];
  /** ln of the e-value that the candidate is harmful, by guardrail. */
  readonly logHarm: Readonly<Partial<Record<Guardrail, number>>>;
}

/** One thing that an experiment found. */
export interface Finding {
  readonly name:
    | "stable-error-share"
    | "candidate-error-share"
    | "error-share-difference"
    | "error-rate-ratio"
    | "sample-ratio"
    | "harm";
  /** Missing where the data bound nothing on that side, or there is nothing to bound. */
  readonly lower?: number;
  readonly upper?: number;
  /** One plain sentence for people. */
  readonly sentence: string;
}

/** 95 % confidence, at every look. */
const ALPHA = 0.05;

/** Where the sequences are tightest: what a week brings at one request a minute, or some hours at sixty. */
const OPTIMAL_SAMPLES = 5_000;

/** Adds a minute's counts to the segment of its weight. */
export function addToCounted(
  segments: readonly CountedSegment[],
  minute: CountedSegment,
): readonly CountedSegment[] {
  const known = segments.some(({ weight }) => weight === minute.weight);
  if (!known) return [...segments, minute];
  return segments.map((segment) =>
    segment.weight === minute.weight
      ? {
          weight: segment.weight,
          stable: addCounts(segment.stable, minute.stable),
          candidate: addCounts(segment.candidate, minute.candidate),
        }
      : segment,
  );
}

/** All that is known after this segment and those before it. */
export function combineEvidence(
  before: ExperimentEvidence | undefined,
  segments: readonly CountedSegment[],
  verdicts: readonly Verdict[],
): ExperimentEvidence {
  const logHarm = GUARDRAILS.flatMap((name) => {
    const known = before?.logHarm[name];
    const found = verdicts.find(({ guardrail }) => guardrail === name)?.numbers["logHarm"];
    return known === undefined && found === undefined ? [] : [[name, (known ?? 0) + (found ?? 0)]];
  });
  return { segments: [...(before?.segments ?? []), ...segments], logHarm: Object.fromEntries(logHarm) };
}

/**
 * What an experiment found about failures and its split. Shares and their difference are those of the present segment,
 * because another build has another share; ratio and split are compared within each weight, so they take all segments.
 * The two shares hold together with 95 % confidence, so the difference does.
 */
export function findingsOf(
  present: readonly CountedSegment[],
  { segments, logHarm }: ExperimentEvidence,
): readonly Finding[] {
  const stable = sumOf(present.map((segment) => segment.stable));
  const candidate = sumOf(present.map((segment) => segment.candidate));
  const options = { alpha: ALPHA / 2, optimalSamples: OPTIMAL_SAMPLES };
  const ofStable = shareSequence(stable, options);
  const ofCandidate = shareSequence(candidate, options);
  const difference = {
    lower: ofCandidate.lower - ofStable.upper,
    upper: ofCandidate.upper - ofStable.lower,
  };
  return [
    { name: "stable-error-share", ...ofStable, sentence: shareSentence("stable", stable, ofStable) },
    {
      name: "candidate-error-share",
      ...ofCandidate,
      sentence: shareSentence("the candidate", candidate, ofCandidate),
    },
    { name: "error-share-difference", ...difference, sentence: differenceSentence(difference) },
    ratioFinding(segments),
    {
      name: "sample-ratio",
      sentence: sampleRatioOf(segments.map((segment) => toWeights(segment, "requests"))).evidence,
    },
    ...Object.entries(logHarm).map(
      ([guardrail, log]): Finding => ({
        name: "harm",
        sentence: `${guardrail}: odds that chance alone speaks so against the candidate at most ${odds(log)}`,
      }),
    ),
  ];
}

function shareSentence(who: string, { requests, events }: ArmCounts, { lower, upper }: Interval): string {
  return `${who} failed ${whole(events)} of ${whole(requests)} requests: its share of failures is between ${percent(lower)} and ${percent(upper)}`;
}

function differenceSentence({ lower, upper }: Interval): string {
  const points = (share: number) => `${percentagePoints(Math.abs(share))} ${share < 0 ? "less" : "more"}`;
  return `the candidate fails between ${points(lower)} and ${points(upper)} of its requests than stable`;
}

function ratioFinding(segments: readonly CountedSegment[]): Finding {
  const logs = rateRatioSequence(
    segments.map((segment) => toWeights(segment, "events")),
    ALPHA,
  );
  const lower = Math.exp(logs.lower);
  const upper = Math.exp(logs.upper);
  const bounds = {
    ...(lower > 0 ? { lower } : {}),
    ...(Number.isFinite(upper) ? { upper } : {}),
  };
  return { name: "error-rate-ratio", ...bounds, sentence: ratioSentence(bounds) };
}

function ratioSentence({ lower, upper }: { readonly lower?: number; readonly upper?: number }): string {
  if (lower === undefined && upper === undefined) return "the failures are too few to compare their rates";
  const from = lower === undefined ? [] : [`at least ${times(lower)}`];
  const to = upper === undefined ? [] : [`at most ${times(upper)}`];
  return `the candidate fails ${[...from, ...to].join(" and ")} times as often as stable`;
}

function times(ratio: number): string {
  return String(Number(ratio.toPrecision(2)));
}

function toWeights({ weight, stable, candidate }: CountedSegment, what: keyof ArmCounts): WeightSegment {
  return { canaryProbability: weight / 100, stable: stable[what], canary: candidate[what] };
}

function sumOf(counts: readonly ArmCounts[]): ArmCounts {
  return counts.reduce(addCounts, NO_COUNTS);
}

import { table } from "../releases/format.ts";
import { GOALS, type Goal } from "./goals.ts";
import { chanceOfAtMost } from "./measures.ts";
import { type Measured, type OutcomeAtTarget, type Row, TARGETS, TRAINING_LIMIT_MS } from "./run-set.ts";
import type { SetId } from "./sets.ts";

const NONE = "–";
/** A precision that a contender that keeps its target would obtain this rarely has missed it. */
const RARE = 0.025;

/** How well each contender answers: coverage at each target, and what precision came of it. */
export function qualityTable(set: SetId, rows: readonly Row[]): string {
  return table(
    [
      "contender",
      "accuracy %",
      ...TARGETS.map((target) => `answered % at ${100 * target} % (precision)`),
      `out of scope answered % at ${TARGETS.map((target) => 100 * target).join(" / ")} %`,
    ],
    [...rows.map(qualityRow), ...goalsFor(set).map((goal) => goalRow(set, goal))],
  );
}

/** What each contender costs. */
export function costTable(set: SetId, rows: readonly Row[]): string {
  return table(
    ["contender", "p50 / p99 µs", "× keywords", "model", "load / first answer ms", "training s"],
    [
      ...rows.map(costRow),
      ...goalsFor(set).map(({ name, p99Us, modelBytes, loadMs }) => [
        name,
        `${NONE} / ${p99Us}`,
        NONE,
        size(modelBytes),
        `${loadMs} / ${NONE}`,
        NONE,
      ]),
    ],
  );
}

function qualityRow({ name, measured }: Row): readonly string[] {
  if (measured === undefined) return [name, tooSlow(), ...TARGETS.map(() => NONE), NONE];
  const out = measured.outcomes.map(({ outOfScopeAnswered }) =>
    outOfScopeAnswered === undefined ? NONE : hundredths(outOfScopeAnswered),
  );
  const nobodyIsOut = out.every((share) => share === NONE);
  return [
    name,
    hundredths(measured.accuracy),
    ...measured.outcomes.map(coverageCell),
    nobodyIsOut ? NONE : out.join(" / "),
  ];
}

/** "68.1 (95.3)", with a cross where the target was missed by more than chance. */
export function coverageCell({
  coverage,
  precision,
  right,
  answered,
  targetPrecision,
}: OutcomeAtTarget): string {
  if (precision === undefined) return "0";
  const missed = chanceOfAtMost(right, answered, targetPrecision) < RARE;
  return `${hundredths(coverage)} (${hundredths(precision)}${missed ? " ✗" : ""})`;
}

function goalRow(set: SetId, { name, accuracy, coverage }: Goal): readonly string[] {
  const say = (share: number | undefined) => (share === undefined ? NONE : hundredths(share));
  return [name, say(accuracy[set]), ...TARGETS.map((t) => (t === 0.99 ? say(coverage[set]) : NONE)), NONE];
}

function goalsFor(set: SetId): readonly Goal[] {
  return GOALS.filter(({ accuracy }) => accuracy[set] !== undefined);
}

function costRow({ name, measured }: Row): readonly string[] {
  if (measured === undefined) return [name, tooSlow(), NONE, NONE, NONE, NONE];
  const { latency, modelBytes, loading, trainMs }: Measured = measured;
  return [
    name,
    `${short(latency.p50Us)} / ${short(latency.p99Us)}`,
    `${short(latency.p50Ratio)} / ${short(latency.p99Ratio)}`,
    size(modelBytes),
    `${short(loading.loadMs)} / ${short(loading.firstAnswerMs)}`,
    short(trainMs / 1_000),
  ];
}

function tooSlow(): string {
  return `not trained in ${TRAINING_LIMIT_MS / 60_000} min`;
}

function hundredths(share: number): string {
  return (100 * share).toFixed(1);
}

/** Two digits that mean something. */
export function short(number: number): string {
  return number < 10 ? number.toFixed(1) : Math.round(number).toLocaleString("en-US");
}

export function size(bytes: number): string {
  return bytes < 100_000 ? `${Math.round(bytes / 1_000)} KB` : `${(bytes / 1_000_000).toFixed(2)} MB`;
}

import type { Figure, KpiGoal } from "@switchyard/metrics";
import { explainActor } from "@switchyard/rollout";
import type { HistoryEvent } from "../release/reply.ts";
import { clockTime } from "../release/times.ts";
import type { Bounds, Estimate } from "./arms.ts";
import type { ReleaseReport } from "./report.ts";
import type { KpiRow } from "./rows.ts";

/** The report's words; Markdown and HTML differ by their marks alone. */

type Unit = Figure["unit"];

export function valueText(estimate: Estimate | null, unit: Unit): string {
  if (estimate === null) return "–";
  const { value, lower, upper } = estimate;
  const bounds =
    lower === undefined && upper === undefined ? "" : ` (${amount(lower, unit)} to ${amount(upper, unit)})`;
  return `${amount(value, unit)}${bounds}`;
}

export function amount(value: number | undefined, unit: Unit): string {
  if (value === undefined) return "?";
  switch (unit) {
    case "share":
      return `${digits(value * 100)} %`;
    case "micro-dollars":
      return `$${(value / 1000).toFixed(4)}`;
    case "ms":
    case "MB":
      return `${digits(value)} ${unit}`;
  }
}

export function changeText(change: (Bounds & { readonly value: number }) | null): string {
  if (change === null) return "–";
  const { value, lower, upper } = change;
  const bounds =
    lower === undefined && upper === undefined ? "" : ` (${percent(lower)} to ${percent(upper)})`;
  return `${percent(value)}${bounds}`;
}

export function goalText(goal: KpiGoal, unit: Unit): string {
  switch (goal.kind) {
    case "at-most":
      return `at most ${amount(goal.value, unit)}`;
    case "below":
      return `below ${amount(goal.value, unit)}`;
    case "at-least":
      return `at least ${amount(goal.value, unit)}`;
    case "change-at-most":
      return goal.relativeToBaseline === 0 ? "not more" : percent(goal.relativeToBaseline);
  }
}

function percent(value: number | undefined): string {
  if (value === undefined) return "?";
  return `${value > 0 ? "+" : ""}${digits(value * 100)} %`;
}

function digits(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en-US", { maximumFractionDigits: 4 });
}

export const HEADS = ["figure", "baseline", "candidate", "change", "target", "verdict"] as const;

export function cellsOf({
  title,
  unit,
  baseline,
  candidate,
  change,
  goal,
  verdict,
  note,
}: KpiRow): readonly string[] {
  return [
    note === "" ? title : `${title} (${note})`,
    valueText(baseline, unit),
    valueText(candidate, unit),
    changeText(change),
    goalText(goal, unit),
    verdict,
  ];
}

export function titleOf({ kind, story, stage }: ReleaseReport): string {
  const interim = story.hasEnded ? "" : " (interim: it is still under way)";
  return `${kind === "experiment" ? "Experiment" : "Rollout"} ${story.id}, stage ${stage}${interim}`;
}

export function summaryOf({ story, comparedMinutes }: ReleaseReport): string {
  const { stable, candidate, begunMs, endedMs, state } = story;
  return `Version ${candidate} against version ${stable}, ${clockTime(begunMs)} to ${clockTime(endedMs)}: ${state.replaceAll("_", " ")}. Both were compared for ${comparedMinutes} minutes; all other minutes are left out.`;
}

export const METHOD =
  "Bounds hold with 95 % for both versions together, at every look (confidence sequences; those of percentiles by ranks on a grid of times, those of the mean cost in the limit of many requests). A target is met, or not met, only where the bounds say so. Cost is for a thousand requests.";

export function eventLines(events: readonly HistoryEvent[]): readonly string[] {
  return events.map(
    ({ atMs, by, from, to, why, after }) =>
      `${clockTime(atMs)} ${from === to ? to : `${from} → ${to}`}${after.additional === undefined ? "" : ` at ${after.additional.weight} %`}, ${explainActor(by)}: ${why}`,
  );
}

import { type Figure, type FigureId, figures, type KpiGoal, kpis } from "@switchyard/metrics";
import { type Bounds, changeOf, type Estimate } from "./arms.ts";

/** What was measured of each figure; a figure that is not here was not. */
export interface Measured {
  readonly baseline?: Estimate;
  readonly candidate?: Estimate;
  /** Of the stage as a whole: it is not told apart by version. */
  readonly stage?: Estimate;
  /** What a reader must know of it, such as why it could not be read. */
  readonly note?: string;
}
export type Measurements = Readonly<Partial<Record<FigureId, Measured>>>;

export type KpiVerdict = "met" | "not met" | "undecided" | "not measured";

/** A line of the report's table. */
export interface KpiRow {
  readonly id: string;
  readonly title: string;
  readonly unit: Figure["unit"];
  readonly baseline: Estimate | null;
  readonly candidate: Estimate | null;
  readonly change: (Bounds & { readonly value: number }) | null;
  readonly goal: KpiGoal;
  readonly verdict: KpiVerdict;
  readonly note: string;
}

const NOTES: Readonly<Partial<Record<FigureId, string>>> = {
  cacheHitShare: "of the stage: the gateway answers before there is a version",
};

/** Every KPI, measured or not. What is not measured is never met. */
export function kpiRows(measurements: Measurements): readonly KpiRow[] {
  return kpis.map(({ id, figure, goal }) => {
    const { title, unit }: Figure = figures[figure];
    const { baseline, candidate, stage, note } = measurements[figure] ?? {};
    const own = candidate ?? stage;
    const change =
      baseline === undefined || candidate === undefined ? undefined : changeOf(baseline, candidate);
    return {
      id,
      title,
      unit,
      baseline: baseline ?? null,
      candidate: own ?? null,
      change: change ?? null,
      goal,
      verdict: verdictOf(goal, baseline, own, change),
      note: note ?? NOTES[figure] ?? "",
    };
  });
}

/** Met or not met only where the bounds say so at every look. */
export function verdictOf(
  goal: KpiGoal,
  baseline: Estimate | undefined,
  own: Estimate | undefined,
  change: (Bounds & { readonly value: number }) | undefined,
): KpiVerdict {
  switch (goal.kind) {
    case "at-most":
    case "below":
      return own === undefined ? "not measured" : sideOf(own, goal.value, true);
    case "at-least":
      return own === undefined ? "not measured" : sideOf(own, goal.value, false);
    case "change-at-most":
      if (change !== undefined) return sideOf(change, goal.relativeToBaseline, true);
      // A baseline of nothing at all has no change against it.
      return own === undefined || baseline === undefined ? "not measured" : "undecided";
  }
}

function sideOf({ lower, upper }: Bounds, limit: number, isCeiling: boolean): KpiVerdict {
  const [safe, bad] = isCeiling ? [upper, lower] : [lower, upper];
  if (safe !== undefined && (isCeiling ? safe <= limit : safe >= limit)) return "met";
  if (bad !== undefined && (isCeiling ? bad > limit : bad < limit)) return "not met";
  return "undecided";
}

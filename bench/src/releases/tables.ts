import { REFERENCE_RATES, type SimulationSummary } from "@switchyard/rollout";
import type { Cell, Watch } from "./cells.ts";
import { caught, count, duration, percent, percentAtMost, table } from "./format.ts";

export interface Measured {
  readonly cell: Cell;
  readonly summary: SimulationSummary;
}

const RATES = REFERENCE_RATES.map((rate) => `${rate.toLocaleString("en-US")}/min`);
const WATCHES: readonly Watch[] = ["judge", "plain alarm", "whole system"];
const IDENTICAL = /^identical/;
const GOOD = /^good/;

/** One row: what the cells of this kind say at each rate. */
function row(
  measured: readonly Measured[],
  isOfKind: (cell: Cell) => boolean,
  say: (summary: SimulationSummary) => string,
): readonly string[] {
  return REFERENCE_RATES.map((rate) => {
    const found = measured.find(({ cell }) => cell.world.requestsPerMinute === rate && isOfKind(cell));
    return found === undefined ? "–" : say(found.summary);
  });
}

function worldNames(measured: readonly Measured[], isWanted: (name: string) => boolean): readonly string[] {
  return [...new Set(measured.map(({ cell }) => cell.world.name))].filter(isWanted);
}

/** How often a candidate that is as good as stable is rolled back. */
export function falseRollbackTable(measured: readonly Measured[]): string {
  const worlds = worldNames(measured, (name) => IDENTICAL.test(name));
  return table(
    ["candidate", "watched by", ...RATES],
    worlds.flatMap((name) =>
      WATCHES.map((watch) => [
        name,
        watch,
        ...row(
          measured,
          (cell) => cell.world.name === name && cell.watch === watch,
          ({ rolledBack }) => percentAtMost(rolledBack),
        ),
      ]),
    ),
  );
}

/** How a bad candidate fares when it is watched in this way. */
export function detectionTable(measured: readonly Measured[], watch: Watch): string {
  const worlds = worldNames(measured, (name) => !IDENTICAL.test(name));
  return table(
    ["candidate", ...RATES],
    worlds.map((name) => [
      name,
      ...row(measured, (cell) => cell.world.name === name && cell.watch === watch, caught),
    ]),
  );
}

/** How long a good version takes in each shipped plan. */
export function goodVersionTable(measured: readonly Measured[]): string {
  return shippedTable(
    measured,
    (name) => GOOD.test(name),
    ({ completed, rolledBack, minutesToCompletion }) =>
      `${duration(minutesToCompletion?.median)} (${duration(minutesToCompletion?.p90)}), ${percent(completed.share)}, ${percent(rolledBack.share)}`,
  );
}

/** What a bad version costs in each shipped plan. */
export function badVersionTable(measured: readonly Measured[]): string {
  return shippedTable(
    measured,
    (name) => !GOOD.test(name),
    ({ rolledBackBefore100, completed, candidateFailures, failures }) =>
      `${percent(rolledBackBefore100.share)}, ${percent(completed.share)}, ${count(candidateFailures?.mean ?? 0)}, ${count(failures?.mean ?? 0)}`,
  );
}

function shippedTable(
  measured: readonly Measured[],
  isWanted: (name: string) => boolean,
  say: (summary: SimulationSummary) => string,
): string {
  const plans = [...new Set(measured.map(({ cell }) => cell.plan.name))];
  return table(
    ["plan", "version", ...RATES],
    plans.flatMap((plan) =>
      worldNames(measured, isWanted).map((name) => [
        plan,
        name,
        ...row(measured, (cell) => cell.plan.name === plan && cell.world.name === name, say),
      ]),
    ),
  );
}

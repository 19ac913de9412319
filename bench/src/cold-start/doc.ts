import { EVENTS } from "../variants/events.ts";
import { naiveInputs } from "../variants/naive-inputs.ts";
import { type Machine, sayProvenance, shortHash } from "../variants/provenance.ts";
import { VARIANTS } from "../variants/variants.ts";
import { GOALS } from "./goals.ts";
import { REGIMES } from "./regimes.ts";
import type { Cell, RunResult } from "./run.ts";
import { WARM_UP_ROUNDS } from "./schedule.ts";
import { startTable } from "./tables.ts";

/** Changes when what is started, asked or compared does. The router's own code is not in it: that changes every day. */
export function hashOfInputs(): string {
  return shortHash([EVENTS, REGIMES, VARIANTS, GOALS, WARM_UP_ROUNDS, naiveInputs()]);
}

/** Of the document's section with the cell's table. */
export function sectionOf({ event, regime }: Cell): string {
  return `cold start: ${event.id}, ${regime.id}`;
}

export const PROVENANCE = "cold start: provenance";

/** The names of all sections that a complete run fills. */
export const SECTIONS: readonly string[] = [
  PROVENANCE,
  ...EVENTS.flatMap((event) => REGIMES.map((regime) => sectionOf({ event, regime }))),
];

/** The parts of the document that this bench writes, by the name in their markers. */
export function sections(
  result: RunResult,
  machine: Machine,
  { inputs, rounds }: { readonly inputs: string; readonly rounds: number },
): ReadonlyMap<string, string> {
  const measured = result.cells.map((cell): readonly [string, string] => [
    sectionOf(cell),
    startTable(cell, result.skippedVariants),
  ]);
  return new Map([[PROVENANCE, sayProvenance(machine, inputs, `${rounds} rounds`)], ...measured]);
}

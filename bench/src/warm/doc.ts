import { naiveInputs } from "../variants/naive-inputs.ts";
import { type Machine, sayProvenance, shortHash } from "../variants/provenance.ts";
import { GOALS } from "./goals.ts";
import { QUESTIONS } from "./questions.ts";
import { ENVIRONMENTS, MEMORY_AT, WARM_VARIANTS, type WarmResult } from "./run.ts";
import { memoryTable, speedTable } from "./tables.ts";

/** Changes when what is asked or compared does. The router's own code is not in it: that changes every day. */
export function hashOfInputs(): string {
  return shortHash([ENVIRONMENTS, GOALS, MEMORY_AT, QUESTIONS, WARM_VARIANTS, naiveInputs()]);
}

export const PROVENANCE = "warm: provenance";
const MEMORY = "warm: memory";

/** The names of all sections that a run fills. */
export const SECTIONS: readonly string[] = [PROVENANCE, ...ENVIRONMENTS.map(sectionOf), MEMORY];

/** The parts of the document that this bench writes, by the name in their markers. */
export function sections(
  { blocks, memoryMb }: WarmResult,
  machine: Machine,
  { inputs, effort }: { readonly inputs: string; readonly effort: string },
): ReadonlyMap<string, string> {
  const speed = [...blocks].map(([environments, measured]): readonly [string, string] => [
    sectionOf(environments),
    speedTable(environments, measured),
  ]);
  return new Map([
    [PROVENANCE, sayProvenance(machine, inputs, effort)],
    ...speed,
    [MEMORY, memoryTable(memoryMb)],
  ]);
}

function sectionOf(environments: number): string {
  return `warm: ${environments} environment${environments === 1 ? "" : "s"}`;
}

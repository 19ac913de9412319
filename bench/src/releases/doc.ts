import { createHash } from "node:crypto";
import { SHIPPED_ALARMS } from "@switchyard/rollout";
import { referenceCells, shippedCells } from "./cells.ts";
import {
  badVersionTable,
  detectionTable,
  falseRollbackTable,
  goodVersionTable,
  type Measured,
} from "./tables.ts";

/** What a run of the bench was. The same one gives the same numbers. */
export interface Provenance {
  readonly seed: number;
  readonly runs: number;
  readonly shippedRuns: number;
  /** Of plans, worlds and alarms. */
  readonly inputs: string;
}

/** Changes when a plan, a world or an alarm does: numbers of others are then out of date. */
export function hashOfInputs(): string {
  const inputs = JSON.stringify([referenceCells(), shippedCells(), SHIPPED_ALARMS]);
  return createHash("sha256").update(inputs).digest("hex").slice(0, 12);
}

/** The parts of the document that the bench writes, by the name in their markers. */
export function sections(
  provenance: Provenance,
  reference: readonly Measured[],
  shipped: readonly Measured[],
): ReadonlyMap<string, string> {
  return new Map([
    ["provenance", sayProvenance(provenance)],
    ["false rollbacks", falseRollbackTable(reference)],
    ["bad versions: judge", detectionTable(reference, "judge")],
    ["bad versions: plain alarm", detectionTable(reference, "plain alarm")],
    ["bad versions: whole system", detectionTable(reference, "whole system")],
    ["shipped plans: good version", goodVersionTable(shipped)],
    ["shipped plans: bad version", badVersionTable(shipped)],
  ]);
}

function sayProvenance({ seed, runs, shippedRuns, inputs }: Provenance): string {
  return `Seed ${seed}, ${runs} runs in each cell of the first tables and ${shippedRuns} in each cell of the last two, inputs \`${inputs}\`.`;
}

/** What the document says of the run that it comes from. */
export function readProvenance(document: string): Provenance {
  const said =
    /Seed (\d+), (\d+) runs in each cell of the first tables and (\d+) in each cell of the last two, inputs `([0-9a-f]+)`/.exec(
      document,
    );
  const [, seed, runs, shippedRuns, inputs] = said ?? [];
  if (inputs === undefined) {
    throw new Error(
      "expected the document to say seed, runs and inputs, found none; run pnpm bench:releases",
    );
  }
  return { seed: Number(seed), runs: Number(runs), shippedRuns: Number(shippedRuns), inputs };
}

/** Puts each section between its markers and leaves the rest of the document as it is. */
export function fillIn(document: string, filled: ReadonlyMap<string, string>): string {
  return [...filled].reduce((text, [name, content]) => {
    const begin = `<!-- begin: ${name} -->`;
    const end = `<!-- end: ${name} -->`;
    const from = text.indexOf(begin);
    const to = text.indexOf(end);
    if (from < 0 || to < from) throw new Error(`expected ${begin} and ${end} in the document, found none`);
    return `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`;
  }, document);
}

import { fillIn } from "../releases/doc.ts";
import type { Row } from "./run-set.ts";
import { SETS, type SetId } from "./sets.ts";
import { costTable, qualityTable } from "./tables.ts";

/** What a run of the bench was. */
export interface Provenance {
  /** Of data, contenders and the way of measuring. */
  readonly inputs: string;
  readonly node: string;
  readonly processor: string;
}

export { fillIn };

/** The parts of the document that the bench writes, by the name in their markers. */
export function sections(
  provenance: Provenance,
  rows: ReadonlyMap<SetId, readonly Row[]>,
): ReadonlyMap<string, string> {
  const tables = [...rows].flatMap(([id, ofSet]): readonly (readonly [string, string])[] => [
    [`${id}: quality`, qualityTable(id, ofSet)],
    [`${id}: cost`, costTable(id, ofSet)],
  ]);
  return new Map([["provenance", sayProvenance(provenance)], ...tables]);
}

/** The names of all sections of a complete run. */
export const SECTIONS: readonly string[] = [
  "provenance",
  ...SETS.flatMap(({ id }) => [`${id}: quality`, `${id}: cost`]),
];

function sayProvenance({ inputs, node, processor }: Provenance): string {
  return `Inputs \`${inputs}\`, Node ${node} on ${processor}.`;
}

/** Of the run that a document or a picture comes from. */
export function readInputs(text: string): string {
  const inputs = /[Ii]nputs `?([0-9a-f]{12})/.exec(text)?.[1];
  if (inputs !== undefined) return inputs;
  throw new Error(
    "expected the text to say the inputs that it comes from, found none; run pnpm bench:routing",
  );
}

/** What stands between the markers of a section. */
export function readSection(document: string, name: string): string {
  const begin = `<!-- begin: ${name} -->\n`;
  const from = document.indexOf(begin);
  const to = document.indexOf(`\n<!-- end: ${name} -->`);
  if (from < 0 || to < from) throw new Error(`expected the section "${name}" in the document, found none`);
  return document.slice(from + begin.length, to);
}

import { isMap, isNode, LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import type { MixKind, MixRequest } from "./mix.ts";
import { type EntryProblem, problemsOf, readEntry } from "./mix-entry.ts";
import { KindName, type MixProblem, type ReadMix } from "./mix-jsonl.ts";

const MOST_WEIGHT = 1_000_000;

const MixFile = z.strictObject({
  kinds: z
    .record(
      KindName,
      z.strictObject({
        weight: z.number().positive().max(MOST_WEIGHT).default(1),
        queries: z.array(z.unknown()).min(1),
      }),
    )
    .refine((kinds) => Object.keys(kinds).length > 0, "expected a kind at least"),
});

/** Reads `{kinds: {cost: {weight: 3, queries: [...]}}}` from YAML or JSON. A kind without a weight weighs 1. */
export function readMixDocument(text: string): ReadMix {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const syntax = [...document.errors, ...document.warnings];
  if (syntax.length > 0) {
    return { ok: false, problems: syntax.map(({ pos, message }) => at(lines, pos[0], message)) };
  }
  const locate = ({ path, message }: EntryProblem): MixProblem =>
    at(lines, offsetOf(document, path), message);
  const parsed = MixFile.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (!parsed.success) return { ok: false, problems: problemsOf(parsed.error).map(locate) };

  const problems: MixProblem[] = [];
  const kinds = Object.entries(parsed.data.kinds).map(([name, { weight, queries }]): MixKind => {
    const requests = queries.flatMap((value, index): readonly MixRequest[] => {
      const entry = readEntry(value);
      if (entry.ok) return [entry.request];
      const inFile = ({ path, message }: EntryProblem) =>
        locate({ path: ["kinds", name, "queries", index, ...path], message });
      problems.push(...entry.problems.map(inFile));
      return [];
    });
    return { name, weight, requests };
  });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, kinds };
}

type Document = ReturnType<typeof parseDocument>;

/** Where a path leads to, or the last place on the way that is in the file. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  let offset = 0;
  for (let depth = 0; depth <= path.length; depth += 1) {
    const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    const key = path[depth];
    // Of a value in a mapping its key: an empty value has no place.
    const pair = isMap(node) ? node.items.find((item) => keyText(item.key) === key) : undefined;
    const next = isNode(pair?.key) ? pair.key : node;
    if (isNode(next)) offset = next.range?.[0] ?? offset;
  }
  return offset;
}

function keyText(key: unknown): string {
  return String(typeof key === "object" && key !== null && "value" in key ? key.value : key);
}

function at(lines: LineCounter, offset: number, message: string): MixProblem {
  return { line: lines.linePos(offset).line, message };
}

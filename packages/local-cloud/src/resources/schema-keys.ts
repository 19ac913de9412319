import { z } from "zod";

type Schema = z.core.$ZodType;

/** Names that a schema knows at a path, or undefined where any name goes or nothing is known of the place. */
export function knownKeys(schema: Schema, path: readonly PropertyKey[]): readonly string[] | undefined {
  const here = path.reduce<Schema | undefined>(
    (outer, segment) => (outer === undefined ? undefined : memberOf(outer, segment)),
    schema,
  );
  const object = here === undefined ? undefined : unwrap(here);
  return object instanceof z.ZodObject ? Object.keys(object.shape) : undefined;
}

/** The path up to the first segment that the schema does not know, or undefined when it knows the whole of it. */
export function firstUnknown(
  schema: Schema,
  path: readonly PropertyKey[],
): readonly PropertyKey[] | undefined {
  const length = path.findIndex((segment, index) => {
    const keys = knownKeys(schema, path.slice(0, index));
    return keys !== undefined && !keys.includes(String(segment));
  });
  return length === -1 ? undefined : path.slice(0, length + 1);
}

function memberOf(schema: Schema, segment: PropertyKey): Schema | undefined {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) return (inner.shape as Record<string, Schema>)[String(segment)];
  if (inner instanceof z.ZodArray) return inner.element;
  if (inner instanceof z.ZodRecord) return inner.valueType;
  return undefined;
}

function unwrap(schema: Schema): Schema {
  if (schema instanceof z.ZodOptional) return unwrap(schema.unwrap());
  if (schema instanceof z.ZodPipe) return unwrap(schema.in);
  return schema;
}

/** The candidate that is at most two typing mistakes away, and the nearest of these. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance, candidate }) => distance <= Math.min(2, candidate.length / 2))
    .toSorted((a, b) => a.distance - b.distance);
  return ranked[0]?.candidate;
}

/** Levenshtein distance: letters to add, take away or change. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, letter] of Array.from(from).entries()) {
    const current = [row + 1];
    for (const [column, other] of Array.from(to).entries()) {
      const change = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min(change, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}

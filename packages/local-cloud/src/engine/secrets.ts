/** What the engine knows to be secret, so that it neither prints it nor stores it in the clear. */
import { formatPath, type Path, parsePath, valueAt } from "./paths.ts";
import { type Fields, isFields, valuesAt } from "./values.ts";

const HIDDEN = "[secret]";
/** Shorter values (`true`, `1`) occur everywhere: hiding them would only garble the text. */
const SHORTEST_HIDDEN = 4;
/** A value that holds a secret of this length somewhere inside holds it on purpose. */
const SHORTEST_EMBEDDED = 8;

/** Remembers secret values and takes them out of text. */
export interface Redactor {
  /** Adds every string inside the value. */
  readonly add: (value: unknown) => void;
  readonly clean: (text: string) => string;
}

export function createRedactor(): Redactor {
  const hidden = new Set<string>();
  return {
    add: (value) => {
      for (const text of stringsIn(value)) {
        if (text.length < SHORTEST_HIDDEN) continue;
        hidden.add(text);
        hidden.add(JSON.stringify(text).slice(1, -1));
      }
    },
    clean: (text) => {
      const longestFirst = [...hidden].toSorted((left, right) => right.length - left.length);
      return longestFirst.reduce((cleaned, secret) => cleaned.replaceAll(secret, HIDDEN), text);
    },
  };
}

/**
 * Which outputs of a resource are secret: what the program names, what comes from a secret input of the same
 * path, and every string that repeats a secret input under another name (tags, policies, URLs).
 */
export function secretOutputPaths(
  inputs: Fields,
  secretInputs: readonly string[],
  outputs: Fields,
  additional: readonly string[],
): readonly string[] {
  const named = [...additional, ...secretInputs].filter(
    (path) => valueAt(outputs, parsePath(path)) !== undefined,
  );
  return [...new Set([...named, ...pathsRepeating(outputs, valuesAt(inputs, secretInputs))])];
}

/** The paths of strings that are, or hold, one of the secrets. */
export function pathsRepeating(value: Fields, secrets: readonly unknown[]): readonly string[] {
  const texts = secrets.flatMap((secret) => [...stringsIn(secret)]);
  if (texts.length === 0) return [];
  const found: string[] = [];
  const visit = (item: unknown, path: Path): void => {
    if (typeof item === "string") {
      if (texts.some((text) => repeats(item, text))) found.push(formatPath(path));
    } else if (Array.isArray(item)) {
      for (const [index, member] of item.entries()) visit(member, [...path, index]);
    } else if (isFields(item)) {
      for (const [key, member] of Object.entries(item)) visit(member, [...path, key]);
    }
  };
  visit(value, []);
  return found;
}

function repeats(text: string, secret: string): boolean {
  if (text === secret) return secret.length >= SHORTEST_HIDDEN;
  return secret.length >= SHORTEST_EMBEDDED && text.includes(secret);
}

function* stringsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (Array.isArray(value)) for (const item of value) yield* stringsIn(item);
  else if (isFields(value)) for (const item of Object.values(value)) yield* stringsIn(item);
}

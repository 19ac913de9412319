import { createRandom } from "./random.ts";

/** Names that can stand for each other in a question, by group: "ec2" and "lightsail", "prod" and "staging". */
export type Lexicon = readonly (readonly string[])[];

const WORD = "[\\p{L}\\p{N}]";

/** Replaces the names in a text by others of their groups; undefined when it holds none. */
export type Renamer = (text: string) => string | undefined;

/** The same lexicon and seed rename the same texts, in the same order, in the same way. */
export function createRenamer(lexicon: Lexicon, seed: number): Renamer {
  const random = createRandom(seed);
  const groupOf = new Map(lexicon.flatMap((group) => group.map((name) => [name, group] as const)));
  const names = [...groupOf.keys()].toSorted((a, b) => b.length - a.length || (a < b ? -1 : 1));
  if (names.length === 0) return () => undefined;
  // Whole names only, or the "s3 b" of "s3 bucket" would hide its "s3".
  const pattern = new RegExp(`(?<!${WORD})(?:${names.map(escape).join("|")})(?!${WORD})`, "giu");
  return (text) => {
    const renamed = text.replace(pattern, (found) => {
      const name = found.toLowerCase();
      const others = (groupOf.get(name) ?? []).filter((other) => other !== name);
      return others[Math.floor(random() * others.length)] ?? found;
    });
    return renamed === text ? undefined : renamed;
  };
}

function escape(name: string): string {
  return name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

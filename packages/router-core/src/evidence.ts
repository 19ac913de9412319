import { type Automaton, impliedTerms } from "./automaton.ts";

/** How specific a set of terms is. */
export interface Evidence {
  /** Ids in the order in which they were given, each once, without those that others of them imply. */
  readonly terms: readonly number[];
  /** The number of words that these terms have together. */
  readonly words: number;
}

/** Weighs terms against each other. Remembers what each term implies. */
export interface EvidenceScale {
  /** "security" beside "security group" says nothing more, and does not count as a third word. */
  readonly weigh: (terms: readonly number[]) => Evidence;
  /** Terms that are found wherever this one is, itself included. */
  readonly impliedBy: (term: number) => ReadonlySet<number>;
}

export function createEvidenceScale(automaton: Automaton): EvidenceScale {
  const known = new Map<number, ReadonlySet<number>>();
  const impliedBy = (id: number): ReadonlySet<number> => {
    const remembered = known.get(id);
    if (remembered !== undefined) return remembered;
    const term = automaton.terms.at(id);
    const implied = new Set(term === undefined ? [] : impliedTerms(automaton, term));
    known.set(id, implied);
    return implied;
  };
  const weigh = (ids: readonly number[]): Evidence => {
    const distinct = [...new Set(ids)];
    const terms = distinct.filter(
      (id) => !distinct.some((other) => other !== id && impliedBy(other).has(id)),
    );
    return { terms, words: terms.reduce((sum, id) => sum + (automaton.terms.at(id)?.words ?? 0), 0) };
  };
  return { weigh, impliedBy };
}

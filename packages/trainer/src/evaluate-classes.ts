import { type JudgedQuery, ratio } from "./evaluate-coverage.ts";
import { isOutOfScope } from "./example.ts";

/** How one label fares. */
export interface ClassResult {
  readonly label: string;
  /** Queries whose label it is. */
  readonly queries: number;
  /** Answers that name it, to whichever query. */
  readonly answered: number;
  /** The right ones of these answers. */
  readonly right: number;
  /** `right` of `answered`, 0 to 1; undefined when nothing is answered with it. */
  readonly precision: number | undefined;
  /** Share of its queries whose best label is right, abstention ignored; undefined when it has none. */
  readonly recall: number | undefined;
}

interface Counts {
  queries: number;
  answered: number;
  right: number;
  best: number;
}

/** By label, sorted. Labels that neither a query nor an answer has are not there. */
export function classResults(judged: readonly JudgedQuery[]): readonly ClassResult[] {
  const classes = new Map<string, Counts>();
  const countsOf = (label: string): Counts => {
    const known = classes.get(label);
    if (known !== undefined) return known;
    const counts = { queries: 0, answered: 0, right: 0, best: 0 };
    classes.set(label, counts);
    return counts;
  };
  for (const { row, judgement, right } of judged) {
    const { label, answered } = judgement;
    if (!isOutOfScope(row)) {
      const own = countsOf(row.label);
      own.queries++;
      own.best += Number(right);
    }
    if (answered && label !== undefined) {
      const named = countsOf(label);
      named.answered++;
      named.right += Number(right);
    }
  }
  return [...classes]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, { queries, answered, right, best }]) => ({
      label,
      queries,
      answered,
      right,
      precision: ratio(right, answered),
      recall: ratio(best, queries),
    }));
}

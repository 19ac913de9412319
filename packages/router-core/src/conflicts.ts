import { createAnchorPicker } from "./anchor.ts";
import { type Clause, type ClauseSet, printTerms } from "./clauses.ts";
import type { RouteProblem, RouteProblemCode, RouteTable, TablePath } from "./route-table.ts";

/** A clause with its index in the set. */
type NumberedClause = readonly [index: number, clause: Clause];

const NO_CLAUSES: readonly NumberedClause[] = [];

/**
 * Finds what a table's rules do to each other, without any query: two clauses are compared on the text that the
 * required terms of one of them make.
 */
export function findConflicts(table: RouteTable, set: ClauseSet): readonly RouteProblem[] {
  const problems: RouteProblem[] = [];
  const byAnchor = groupByAnchor(set.clauses);
  const overlaps = new Set<string>();
  const seen = new Set<string>();
  for (const [index, clause] of set.clauses.entries()) {
    const present = impliedBy(set, clause.required);
    const context: Context = { table, set, index, clause, present, byAnchor };
    const impossible = contradiction(context);
    if (impossible !== undefined) {
      problems.push(impossible);
      continue;
    }
    const key = `${clause.agent} ${clause.required.join()} ${[...clause.forbidden].join()}`;
    if (seen.has(key)) problems.push(duplicate(set, clause));
    seen.add(key);
    problems.push(...compare(context, overlaps));
  }
  return problems;
}

interface Context {
  readonly table: RouteTable;
  readonly set: ClauseSet;
  readonly index: number;
  readonly clause: Clause;
  /** Ids of all terms found in every text that the clause matches. */
  readonly present: ReadonlySet<number>;
  readonly byAnchor: ReadonlyMap<number | undefined, readonly NumberedClause[]>;
}

function contradiction({ set, clause, present }: Context): RouteProblem | undefined {
  const clash = [...present].find((id) => clause.forbidden.has(id));
  if (clash === undefined) return undefined;
  return problemAt(
    clause,
    "error",
    "contradiction",
    `never matches: ${printPath(clause.rule)} requires ${printTerms(set, clause.required)}, and its \`not\` forbids ` +
      `${printTerms(set, [clash])}; remove one of them`,
  );
}

/** At most one problem of each kind about one clause: the first culprit is enough to start with. */
function compare(context: Context, overlaps: Set<string>): readonly RouteProblem[] {
  const { table, set, index, clause } = context;
  let beaten: RouteProblem | undefined;
  let overlapping: RouteProblem | undefined;
  for (const [otherIndex, other] of othersIn(context)) {
    const always = stopsNoMore(set, other, clause);
    if (other.priority > clause.priority) {
      if (always) beaten ??= neverWins(table, set, clause, other);
    } else if (always && sameRequired(clause, other) && stopsNoMore(set, clause, other)) {
      // Stryker disable next-line EqualityOperator: no clause is compared with itself
      if (otherIndex < index) return [tie(table, set, clause, other)];
    } else if (always && other.words >= clause.words) {
      beaten ??= neverWins(table, set, clause, other);
    } else {
      const pair = [clause.rule.join(), other.rule.join()].toSorted().join();
      if (!overlaps.has(pair)) overlapping ??= overlap(table, set, clause, other);
      overlaps.add(pair);
    }
  }
  return [beaten, overlapping].filter((problem) => problem !== undefined);
}

/** The clauses that also match the bare text of this one and could take it away. */
function othersIn(context: Context): readonly NumberedClause[] {
  const { clause, present, byAnchor } = context;
  return [...present]
    .flatMap((term) => byAnchor.get(term) ?? NO_CLAUSES)
    .filter(
      ([, other]) =>
        // Within one agent it does not matter which rule wins, and a lower priority changes nothing.
        other.agent !== clause.agent && other.priority >= clause.priority && matchesWith(context, other),
    );
}

/** Whether the other clause matches the bare text of this one. */
function matchesWith({ present }: Context, other: Clause): boolean {
  return other.required.every((id) => present.has(id)) && !meet(other.forbidden, present);
}

/** Whether whatever keeps `clause` from matching keeps `than` from it as well: its `not` stops no more. */
function stopsNoMore({ scale }: ClauseSet, clause: Clause, than: Clause): boolean {
  return [...clause.forbidden].every((id) => meet(scale.impliedBy(id), than.forbidden));
}

function meet(some: ReadonlySet<number>, others: ReadonlySet<number>): boolean {
  for (const id of some) if (others.has(id)) return true;
  return false;
}

function sameRequired(a: Clause, b: Clause): boolean {
  return a.required.join() === b.required.join();
}

function impliedBy(set: ClauseSet, ids: readonly number[]): ReadonlySet<number> {
  return new Set(ids.flatMap((id) => [...set.scale.impliedBy(id)]));
}

/** By term id: the clauses to look at in texts with that term. What requires nothing is never looked at. */
function groupByAnchor(
  clauses: readonly Clause[],
): ReadonlyMap<number | undefined, readonly NumberedClause[]> {
  const anchorOf = createAnchorPicker(clauses.map((clause) => clause.required));
  return Map.groupBy<number | undefined, NumberedClause>(clauses.entries(), ([, { required }]) =>
    anchorOf(required),
  );
}

function tie(table: RouteTable, set: ClauseSet, clause: Clause, other: Clause): RouteProblem {
  return problemAt(
    clause,
    "error",
    "tie",
    `"${agentOf(table, clause)}" and "${agentOf(table, other)}" both claim ${printTerms(set, clause.required)} at priority ` +
      `${clause.priority}, so it would never be decided (${place(other)}); remove one, add a \`not\`, or change a priority`,
  );
}

function duplicate(set: ClauseSet, clause: Clause): RouteProblem {
  return problemAt(
    clause,
    "warning",
    "duplicate-rule",
    `${printTerms(set, clause.required)} is there already for the same agent; remove it`,
  );
}

function neverWins(table: RouteTable, set: ClauseSet, clause: Clause, other: Clause): RouteProblem {
  const why =
    other.priority > clause.priority
      ? `has priority ${other.priority} against ${clause.priority}`
      : `has ${other.words} matched words against ${clause.words}`;
  return problemAt(
    clause,
    "warning",
    "never-wins",
    `never wins: wherever ${printTerms(set, clause.required)} matches, ${printTerms(set, other.required)} of ` +
      `"${agentOf(table, other)}" (${place(other)}) matches too and ${why}; remove it or narrow the other rule`,
  );
}

function overlap(table: RouteTable, set: ClauseSet, clause: Clause, other: Clause): RouteProblem {
  const [own, theirs] = [agentOf(table, clause), agentOf(table, other)];
  const outcome =
    clause.words === other.words
      ? "neither wins and the router abstains"
      : // Stryker disable next-line EqualityOperator: equal numbers are dealt with above
        `"${clause.words > other.words ? own : theirs}" wins, with ` +
        `${Math.max(clause.words, other.words)} matched words against ${Math.min(clause.words, other.words)}`;
  return problemAt(
    clause,
    "warning",
    "overlap",
    `${printTerms(set, clause.required)} of "${own}" also matches ${printTerms(set, other.required)} of "${theirs}" ` +
      `(${place(other)}): ${outcome}; if that is not meant, add a \`not\` or a priority`,
  );
}

function problemAt(
  clause: Clause,
  severity: RouteProblem["severity"],
  code: RouteProblemCode,
  message: string,
): RouteProblem {
  return { severity, code, path: clause.path, message };
}

function agentOf(table: RouteTable, clause: Clause): string {
  return table.agents[clause.agent]?.id ?? "";
}

function place(clause: Clause): string {
  return printPath(clause.path);
}

/** The path as people write it: `agents[2].phrases[0]`. */
function printPath(path: TablePath): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`))
    .join("")
    .slice(1);
}

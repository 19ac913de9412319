import type { Aggregate, Expression, Operator } from "./parse.ts";
import { ExpressionError } from "./tokens.ts";

/** Values by the start of their period, in epoch ms. */
export type TimeSeries = ReadonlyMap<number, number>;

export interface LabelledSeries {
  readonly label: string;
  readonly points: TimeSeries;
}

/** What an expression can come to. A scalar that is not a number drops every point it touches. */
export type MathValue =
  | { readonly kind: "scalar"; readonly value: number }
  | { readonly kind: "series"; readonly points: TimeSeries }
  | { readonly kind: "list"; readonly series: readonly LabelledSeries[] };

/** What an expression is computed from. */
export interface Surroundings {
  /** The value behind an id. Throws when there is none. */
  readonly valueOf: (id: string) => MathValue;
  /** Metrics, not expressions, whose id contains a text. */
  readonly metricsContaining: (text: string) => readonly LabelledSeries[];
  /** Starts of all periods that were asked for, in order: what `FILL` fills. */
  readonly periodStarts: () => readonly number[];
}

/**
 * Computes an expression by CloudWatch's rules: between two series, a value that only one of them lacks counts as 0;
 * a point that divides by zero is dropped. Throws `ExpressionError` where kinds of values do not go together.
 */
export function computeExpression(expression: Expression, from: Surroundings): MathValue {
  const compute = (inner: Expression): MathValue => computeExpression(inner, from);
  switch (expression.kind) {
    case "number":
      return { kind: "scalar", value: expression.value };
    case "id":
      return from.valueOf(expression.id);
    case "metrics":
      return { kind: "list", series: from.metricsContaining(expression.containing) };
    case "list":
      return { kind: "list", series: expression.items.flatMap((item) => inList(compute(item), expression)) };
    case "negate":
      return each(compute(expression.of), (points) => mapPoints(points, (value) => -value));
    case "operation":
      return operate(expression, compute(expression.left), compute(expression.right));
    case "aggregate":
      return aggregate(expression, compute(expression.of));
    case "if": {
      const { position, condition, whenTrue, whenFalse } = expression;
      const otherwise = whenFalse === undefined ? undefined : compute(whenFalse);
      return choose(position, compute(condition), compute(whenTrue), otherwise);
    }
    case "fill": {
      const filler = expression.with === "REPEAT" ? "REPEAT" : compute(expression.with);
      return fill(expression.position, compute(expression.of), filler, from.periodStarts());
    }
  }
}

type Simple = Exclude<MathValue, { kind: "list" }>;

const EMPTY: MathValue = { kind: "series", points: new Map() };

function inList(item: MathValue, list: { readonly position: number }): readonly LabelledSeries[] {
  if (item.kind === "list") return item.series;
  if (item.kind === "series") return [{ label: "", points: item.points }];
  throw new ExpressionError(`the list at position ${list.position} takes series only, found a number`);
}

/** Applies a function to one series or to each of a list. A number is a series of one. */
function each(value: MathValue, change: (points: TimeSeries) => TimeSeries): MathValue {
  switch (value.kind) {
    case "scalar":
      return { kind: "scalar", value: change(new Map([[0, value.value]])).get(0) ?? Number.NaN };
    case "series":
      return { kind: "series", points: change(value.points) };
    case "list":
      return {
        kind: "list",
        series: value.series.map(({ label, points }) => ({ label, points: change(points) })),
      };
  }
}

function operate(
  { operator, position }: { readonly operator: Operator; readonly position: number },
  left: MathValue,
  right: MathValue,
): MathValue {
  const apply = OPERATORS[operator];
  if (left.kind === "list" && right.kind === "list") {
    throw new ExpressionError(`${operator} at position ${position} cannot join two lists of series`);
  }
  if (left.kind === "list") {
    return each(left, (points) => pointsOf(combine({ kind: "series", points }, asSimple(right), apply)));
  }
  if (right.kind === "list") {
    return each(right, (points) => pointsOf(combine(left, { kind: "series", points }, apply)));
  }
  return combine(left, right, apply);
}

const OPERATORS: Readonly<Record<Operator, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => (b === 0 ? Number.NaN : a / b),
  "==": (a, b) => Number(a === b),
  "!=": (a, b) => Number(a !== b),
  "<=": (a, b) => Number(a <= b),
  ">=": (a, b) => Number(a >= b),
  "<": (a, b) => Number(a < b),
  ">": (a, b) => Number(a > b),
  "&&": (a, b) => Number(a !== 0 && b !== 0),
  "||": (a, b) => Number(a !== 0 || b !== 0),
};

function combine(left: Simple, right: Simple, apply: (a: number, b: number) => number): Simple {
  if (left.kind === "scalar" && right.kind === "scalar") {
    return { kind: "scalar", value: onNumbers(left.value, right.value, apply) };
  }
  const starts = new Set(
    [left, right].flatMap((side) => (side.kind === "series" ? [...side.points.keys()] : [])),
  );
  const at = (side: Simple, start: number): number =>
    side.kind === "scalar" ? side.value : (side.points.get(start) ?? 0);
  return {
    kind: "series",
    points: finite([...starts].map((start) => [start, onNumbers(at(left, start), at(right, start), apply)])),
  };
}

/** A comparison with what is not a number would be false, not unknown. */
function onNumbers(a: number, b: number, apply: (a: number, b: number) => number): number {
  return Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : apply(a, b);
}

function aggregate(
  expression: { readonly function: Aggregate; readonly position: number },
  value: MathValue,
): MathValue {
  const { function: name, position } = expression;
  switch (value.kind) {
    case "scalar":
      throw new ExpressionError(`${name} at position ${position} takes series, found a number`);
    case "series":
      return { kind: "scalar", value: summarise(name, [...value.points.values()], value.points.size) };
    case "list": {
      const starts = new Set(value.series.flatMap(({ points }) => [...points.keys()]));
      const across = [...starts].map((start): [number, number] => {
        const values = value.series.flatMap(({ points }) => points.get(start) ?? []);
        // Documented for AVG: a series that has no value there counts as 0.
        return [start, summarise(name, values, value.series.length)];
      });
      return { kind: "series", points: finite(across) };
    }
  }
}

function summarise(name: Aggregate, values: readonly number[], count: number): number {
  const sum = values.reduce((total, value) => total + value, 0);
  switch (name) {
    case "SUM":
      return sum;
    case "AVG":
      return count === 0 ? Number.NaN : sum / count;
    case "MIN":
      return values.length === 0 ? Number.NaN : Math.min(...values);
    case "MAX":
      return values.length === 0 ? Number.NaN : Math.max(...values);
  }
}

/** As documented: true with no value to take gives 0, false with none drops the point. */
function choose(
  position: number,
  condition: MathValue,
  whenTrue: MathValue,
  whenFalse: MathValue | undefined,
): MathValue {
  if (condition.kind === "list" || whenTrue.kind === "list" || whenFalse?.kind === "list") {
    throw new ExpressionError(`IF at position ${position} takes single series and numbers, found a list`);
  }
  if (condition.kind === "scalar") {
    const chosen = condition.value !== 0 ? whenTrue : whenFalse;
    return Number.isNaN(condition.value) || chosen === undefined ? EMPTY : chosen;
  }
  const at = (branch: Simple | undefined, start: number): number | undefined =>
    branch?.kind === "series" ? branch.points.get(start) : branch?.value;
  return {
    kind: "series",
    points: finite(
      [...condition.points].map(([start, truth]) => [
        start,
        (truth !== 0 ? (at(whenTrue, start) ?? 0) : at(whenFalse, start)) ?? Number.NaN,
      ]),
    ),
  };
}

function fill(
  position: number,
  value: MathValue,
  filler: MathValue | "REPEAT",
  periodStarts: readonly number[],
): MathValue {
  if (value.kind === "scalar") {
    throw new ExpressionError(`FILL at position ${position} takes series, found a number`);
  }
  if (filler !== "REPEAT" && filler.kind !== "scalar") {
    throw new ExpressionError(
      `FILL at position ${position} takes a number or REPEAT here; the local cloud does not fill with a series`,
    );
  }
  return each(value, (points) => {
    let last: number | undefined;
    return finite(
      periodStarts.map((start) => {
        last = points.get(start) ?? last;
        const filled = filler === "REPEAT" ? last : (points.get(start) ?? filler.value);
        return [start, filled ?? Number.NaN];
      }),
    );
  });
}

function asSimple(value: MathValue): Simple {
  if (value.kind === "list") throw new ExpressionError("expected a single series or a number, found a list");
  return value;
}

function pointsOf(value: Simple): TimeSeries {
  return value.kind === "series" ? value.points : new Map();
}

function mapPoints(points: TimeSeries, change: (value: number) => number): TimeSeries {
  return finite([...points].map(([start, value]) => [start, change(value)]));
}

/** A series in the order of time, without points that have no value. */
function finite(points: readonly (readonly [number, number])[]): TimeSeries {
  return new Map(points.filter(([, value]) => Number.isFinite(value)).toSorted(([a], [b]) => a - b));
}

import { type MetricDataQuery, StandardUnit } from "@aws-sdk/client-cloudwatch";
import { ACCOUNT_ID } from "../account.ts";
import { missing, validation } from "./errors.ts";
import { checkedText, dimensionsOf } from "./metric-id.ts";
import { type Expression, idsIn, parseExpression } from "./metric-math/parse.ts";
import { ExpressionError } from "./metric-math/tokens.ts";
import type { MetricId } from "./metric-series.ts";
import { checkedPeriod } from "./period.ts";
import { type MetricStatistic, parseStatistic } from "./statistic.ts";

/** One query of GetMetricData or of an alarm, checked. */
export type MetricQuery = StatisticQuery | ExpressionQuery;

export interface StatisticQuery {
  readonly kind: "statistic";
  readonly id: string;
  readonly label: string;
  readonly metric: MetricId;
  readonly statistic: MetricStatistic;
  readonly periodS: number;
  readonly unit: string | undefined;
  readonly returnsData: boolean;
}

export interface ExpressionQuery {
  readonly kind: "expression";
  readonly id: string;
  /** The id where the query has none. */
  readonly label: string;
  readonly expression: Expression;
  readonly periodS: number | undefined;
  readonly returnsData: boolean;
}

/** Checks queries as a whole: ids, metrics, expressions and what these refer to. */
export function parseQueries(queries: readonly MetricDataQuery[]): readonly MetricQuery[] {
  const ids = queries.map((query) => query.Id ?? "");
  for (const [index, id] of ids.entries()) {
    if (!/^[a-z]\w{0,254}$/.test(id)) {
      throw validation(
        `The value ${id} for parameter MetricDataQueries.member.${index + 1}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`,
      );
    }
    if (ids.indexOf(id) !== index) throw validation(`The Id ${id} is used by more than one query.`);
  }
  const parsed = queries.map(parseQuery);
  refuseUnknownIds(parsed);
  refuseCircles(parsed);
  return parsed;
}

function parseQuery(query: MetricDataQuery): MetricQuery {
  const id = query.Id ?? "";
  if (query.AccountId !== undefined && query.AccountId !== ACCOUNT_ID) {
    throw validation(`The local cloud has no account ${query.AccountId}.`);
  }
  const returnsData = query.ReturnData !== false;
  if (query.Expression !== undefined) {
    if (query.MetricStat !== undefined) {
      throw validation(`The query ${id} must have either MetricStat or Expression, found both.`);
    }
    return {
      kind: "expression",
      id,
      label: query.Label ?? id,
      expression: inExpression(id, () => parseExpression(query.Expression ?? "")),
      periodS: query.Period === undefined ? undefined : checkedPeriod(query.Period),
      returnsData,
    };
  }
  const stat = query.MetricStat;
  if (stat?.Metric === undefined) throw missing(`MetricDataQueries ${id} MetricStat.Metric`);
  if (query.Period !== undefined && query.Period !== stat.Period) {
    throw validation(`The query ${id} has two periods: ${query.Period} and, in MetricStat, ${stat.Period}.`);
  }
  const at = `${id}.MetricStat.Metric`;
  const metric = {
    namespace: checkedText(stat.Metric.Namespace, 255, `${at}.Namespace`),
    name: checkedText(stat.Metric.MetricName, 255, `${at}.MetricName`),
    dimensions: dimensionsOf(stat.Metric.Dimensions, `${at}.Dimensions`),
  };
  return {
    kind: "statistic",
    id,
    label: query.Label ?? metric.name,
    metric,
    statistic: parseStatistic(stat.Stat ?? ""),
    periodS: checkedPeriod(stat.Period),
    unit: checkedUnit(stat.Unit, id),
    returnsData,
  };
}

function checkedUnit(unit: string | undefined, id: string): string | undefined {
  const units: readonly string[] = Object.values(StandardUnit);
  if (unit === undefined || units.includes(unit)) return unit;
  throw validation(`The query ${id} has the unit ${unit}; expected one of ${units.join(", ")}.`);
}

/** Runs a step of an expression's life and names the expression in what goes wrong. */
export function inExpression<T>(id: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw validation(`Error in expression '${id}': ${error.message}.`);
  }
}

function refuseUnknownIds(queries: readonly MetricQuery[]): void {
  const known = new Set(queries.map(({ id }) => id));
  for (const query of queries) {
    if (query.kind !== "expression") continue;
    const unknown = idsIn(query.expression).find((id) => !known.has(id));
    if (unknown !== undefined) {
      throw validation(`Error in expression '${query.id}': there is no query with the Id ${unknown}.`);
    }
  }
}

function refuseCircles(queries: readonly MetricQuery[]): void {
  const byId = new Map(queries.map((query) => [query.id, query]));
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]): void => {
    if (path.includes(id)) {
      throw validation(`Error in expression '${id}': it depends on itself (${[...path, id].join(" -> ")}).`);
    }
    const query = byId.get(id);
    if (done.has(id) || query?.kind !== "expression") return;
    for (const other of idsIn(query.expression)) visit(other, [...path, id]);
    done.add(id);
  };
  for (const { id } of queries) visit(id, []);
}

/**
 * Period of an expression: that of the metrics it is made of. Throws `ValidationError` when these differ, or when
 * the expression is made of no metric at all.
 */
export function periodOf(query: MetricQuery, queries: readonly MetricQuery[]): number {
  if (query.kind === "statistic") return query.periodS;
  const periods = new Set(metricsOf(query, queries).map(({ periodS }) => periodS));
  const [only, ...others] = periods;
  if (only === undefined) {
    throw validation(`Error in expression '${query.id}': it is made of no metric, so it has no period.`);
  }
  if (others.length > 0) {
    throw validation(
      `Error in expression '${query.id}': its metrics must have the same period, found ${[...periods].join(", ")}.`,
    );
  }
  if (query.periodS !== undefined && query.periodS !== only) {
    throw validation(
      `Error in expression '${query.id}': its Period must be that of its metrics, ${only}, found ${query.periodS}.`,
    );
  }
  return only;
}

function metricsOf(query: MetricQuery, queries: readonly MetricQuery[]): readonly StatisticQuery[] {
  if (query.kind === "statistic") return [query];
  if (takesAll(query.expression)) return queries.filter((each) => each.kind === "statistic");
  const ids = new Set(idsIn(query.expression));
  return queries.filter(({ id }) => ids.has(id)).flatMap((each) => metricsOf(each, queries));
}

/** Whether `METRICS` is somewhere in the expression. A filter narrows what it returns, not its period. */
function takesAll(expression: Expression): boolean {
  switch (expression.kind) {
    case "metrics":
      return true;
    case "number":
    case "id":
      return false;
    case "list":
      return expression.items.some(takesAll);
    case "negate":
    case "aggregate":
    case "fill":
      return takesAll(expression.of);
    case "operation":
      return takesAll(expression.left) || takesAll(expression.right);
    case "if":
      return [expression.condition, expression.whenTrue, expression.whenFalse].some(
        (part) => part !== undefined && takesAll(part),
      );
  }
}

import type { MetricDatum, PutMetricDataCommandInput } from "@aws-sdk/client-cloudwatch";
import { type Distribution, distributionOf, distributionOfStatistics } from "./distribution.ts";
import { invalidCombination, invalidValue, missing } from "./errors.ts";
import { checkedText, dimensionsOf } from "./metric-id.ts";
import type { MetricPoint } from "./metric-series.ts";

const HOUR_MS = 3_600_000;
/** Points must be at most two weeks old and at most two hours ahead. */
const OLDEST_MS = 14 * 24 * HOUR_MS;
const NEWEST_MS = 2 * HOUR_MS;
const LARGEST = 2 ** 360;

/** True when CloudWatch takes a point of that time. */
export function isInWindow(timestampMs: number, nowMs: number): boolean {
  return timestampMs >= nowMs - OLDEST_MS && timestampMs <= nowMs + NEWEST_MS;
}

/** Checks a PutMetricData request as a whole; nothing of a bad one is kept. */
export function pointsOf(input: PutMetricDataCommandInput, nowMs: number): readonly MetricPoint[] {
  if (input.EntityMetricData !== undefined && input.EntityMetricData.length > 0) {
    throw invalidValue("The local cloud does not support EntityMetricData.");
  }
  const namespace = checkedText(input.Namespace, 255, "Namespace");
  if (namespace.startsWith("AWS/")) throw invalidValue("The value AWS/ for parameter Namespace is invalid.");
  if (namespace.startsWith(":")) throw invalidValue("The parameter Namespace must not start with a colon.");
  const data = input.MetricData ?? [];
  if (data.length === 0) throw missing("MetricData");
  if (data.length > 1000) {
    throw invalidValue(
      `The collection MetricData must not have a size greater than 1000, found ${data.length}.`,
    );
  }
  return data.map((datum, index) => ({
    namespace,
    ...pointOf(datum, nowMs, `MetricData.member.${index + 1}`),
  }));
}

function pointOf(datum: MetricDatum, nowMs: number, at: string): Omit<MetricPoint, "namespace"> {
  const timestampMs = datum.Timestamp?.getTime() ?? nowMs;
  if (!isInWindow(timestampMs, nowMs)) {
    throw invalidValue(
      `The parameter ${at}.Timestamp must specify a time within the past two weeks and no more than two hours in the future.`,
    );
  }
  const resolution = datum.StorageResolution ?? 60;
  if (resolution !== 1 && resolution !== 60) {
    throw invalidValue(`The parameter ${at}.StorageResolution must be 1 or 60, found ${resolution}.`);
  }
  return {
    name: checkedText(datum.MetricName, 255, `${at}.MetricName`),
    dimensions: dimensionsOf(datum.Dimensions, `${at}.Dimensions`),
    timestampMs,
    unit: datum.Unit ?? "None",
    resolutionS: resolution,
    distribution: distributionIn(datum, at),
  };
}

function distributionIn(datum: MetricDatum, at: string): Distribution {
  const { Value: value, Values: values, Counts: counts, StatisticValues: set } = datum;
  const given = [value, values, set].filter((item) => item !== undefined);
  if (given.length === 0) throw missing(`${at}.Value`);
  if (given.length > 1) {
    throw invalidCombination(
      `The parameters ${at}.Value, ${at}.Values and ${at}.StatisticValues are mutually exclusive.`,
    );
  }
  if (value !== undefined) return distributionOf([checkedNumber(value, `${at}.Value`)]);
  if (values !== undefined) return arrayIn(values, counts, at);

  const count = checkedNumber(set?.SampleCount, `${at}.StatisticValues.SampleCount`);
  const sum = checkedNumber(set?.Sum, `${at}.StatisticValues.Sum`);
  const min = checkedNumber(set?.Minimum, `${at}.StatisticValues.Minimum`);
  const max = checkedNumber(set?.Maximum, `${at}.StatisticValues.Maximum`);
  if (count <= 0)
    throw invalidValue(`The parameter ${at}.StatisticValues.SampleCount must be greater than 0.`);
  if (min > max)
    throw invalidValue(`The parameter ${at}.StatisticValues.Maximum must not be less than the Minimum.`);
  return distributionOfStatistics({ count, sum, min, max });
}

function arrayIn(values: readonly number[], counts: readonly number[] | undefined, at: string): Distribution {
  if (values.length === 0 || values.length > 150) {
    throw invalidValue(`The parameter ${at}.Values must have 1 to 150 values, found ${values.length}.`);
  }
  if (counts !== undefined && counts.length !== values.length) {
    throw invalidCombination(`The parameters ${at}.Values and ${at}.Counts must have the same length.`);
  }
  for (const [index, count] of (counts ?? []).entries()) {
    if (!(checkedNumber(count, `${at}.Counts.member.${index + 1}`) > 0)) {
      throw invalidValue(`The parameter ${at}.Counts.member.${index + 1} must be greater than 0.`);
    }
  }
  return distributionOf(
    values.map((value, index) => checkedNumber(value, `${at}.Values.member.${index + 1}`)),
    counts,
  );
}

function checkedNumber(value: number | undefined, at: string): number {
  if (value === undefined) throw missing(at);
  if (!Number.isFinite(value) || Math.abs(value) > LARGEST) {
    throw invalidValue(
      `The value ${value} for parameter ${at} is invalid: expected a finite number up to 2^360.`,
    );
  }
  return value;
}

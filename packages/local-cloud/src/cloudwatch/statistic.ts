import { AwsError } from "../aws-error.ts";
import { type Distribution, percentileOf } from "./distribution.ts";

/** A statistic that can be asked of a distribution. */
export type MetricStatistic =
  | { readonly kind: "sample-count" | "sum" | "average" | "minimum" | "maximum" }
  | { readonly kind: "percentile"; readonly percent: number };

const BASIC: Readonly<Record<string, MetricStatistic>> = {
  SampleCount: { kind: "sample-count" },
  Sum: { kind: "sum" },
  Average: { kind: "average" },
  Minimum: { kind: "minimum" },
  Maximum: { kind: "maximum" },
};

/** Trimmed means and the like, which AWS knows and the local cloud does not. */
const KNOWN_TO_AWS = /^(IQM|(tm|wm|tc|ts)\d|(TM|WM|TC|TS|PR)\()/;

/** Reads `Sum`, `p95`, `p99.9` and so on. Throws `InvalidParameterValueException` that names anything else. */
export function parseStatistic(text: string): MetricStatistic {
  const basic = Object.hasOwn(BASIC, text) ? BASIC[text] : undefined;
  if (basic !== undefined) return basic;
  const percent = /^p(\d{1,3}(?:\.\d{1,10})?)$/.exec(text)?.[1];
  if (percent !== undefined && Number(percent) <= 100)
    return { kind: "percentile", percent: Number(percent) };
  throw new AwsError(
    "InvalidParameterValueException",
    KNOWN_TO_AWS.test(text)
      ? `The local cloud does not support the statistic ${text}; it supports SampleCount, Sum, Average, Minimum, Maximum and percentiles (p0 to p100).`
      : `The value ${text} for parameter Stat is invalid: expected SampleCount, Sum, Average, Minimum, Maximum or a percentile like p99.9.`,
  );
}

/** `undefined` when the distribution has no such statistic: a period without one has no data point. */
export function computeStatistic(statistic: MetricStatistic, from: Distribution): number | undefined {
  switch (statistic.kind) {
    case "sample-count":
      return from.count;
    case "sum":
      return from.sum;
    case "average":
      return from.count === 0 ? undefined : from.sum / from.count;
    case "minimum":
      return from.min;
    case "maximum":
      return from.max;
    case "percentile":
      return percentileOf(from, statistic.percent);
  }
}

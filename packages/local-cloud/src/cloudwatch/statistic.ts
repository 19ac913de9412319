import { AwsError } from "../aws-error.ts";
import { type Distribution, percentileOf, percentileRankOf } from "./distribution.ts";

/** A statistic that can be asked of a distribution. */
export type MetricStatistic =
  | { readonly kind: "sample-count" | "sum" | "average" | "minimum" | "maximum" }
  | { readonly kind: "percentile"; readonly percent: number }
  /** Share of the values between two bounds, of which one may be missing. */
  | {
      readonly kind: "percentile-rank";
      readonly above: number | undefined;
      readonly upTo: number | undefined;
    };

const BASIC: Readonly<Record<string, MetricStatistic>> = {
  SampleCount: { kind: "sample-count" },
  Sum: { kind: "sum" },
  Average: { kind: "average" },
  Minimum: { kind: "minimum" },
  Maximum: { kind: "maximum" },
};

/** Trimmed means and the like, which AWS knows and the local cloud does not. */
const KNOWN_TO_AWS = /^(IQM|(tm|wm|tc|ts)\d|(TM|WM|TC|TS)\()/;

/** `PR(:300)`, `PR(100:)` or `PR(100:2000)`. */
const PERCENTILE_RANK = /^PR\((\d+(?:\.\d+)?)?:(\d+(?:\.\d+)?)?\)$/;

/** Statistics that CloudWatch calls extended: in some requests they have a member of their own. */
export function isExtended({ kind }: MetricStatistic): boolean {
  return kind === "percentile" || kind === "percentile-rank";
}

/** Reads `Sum`, `p95`, `p99.9`, `PR(:300)` and so on. Throws `InvalidParameterValueException` that names anything else. */
export function parseStatistic(text: string): MetricStatistic {
  const basic = Object.hasOwn(BASIC, text) ? BASIC[text] : undefined;
  if (basic !== undefined) return basic;
  const percent = /^p(\d{1,3}(?:\.\d{1,10})?)$/.exec(text)?.[1];
  if (percent !== undefined && Number(percent) <= 100)
    return { kind: "percentile", percent: Number(percent) };
  const rank = percentileRank(text);
  if (rank !== undefined) return rank;
  throw new AwsError(
    "InvalidParameterValueException",
    KNOWN_TO_AWS.test(text)
      ? `The local cloud does not support the statistic ${text}; it supports SampleCount, Sum, Average, Minimum, Maximum, percentiles (p0 to p100) and percentile ranks (PR).`
      : `The value ${text} for parameter Stat is invalid: expected SampleCount, Sum, Average, Minimum, Maximum, a percentile like p99.9 or a percentile rank like PR(:300).`,
  );
}

function percentileRank(text: string): MetricStatistic | undefined {
  const found = PERCENTILE_RANK.exec(text);
  if (found === null) return undefined;
  const [above, upTo] = [found[1], found[2]].map((bound) =>
    bound === undefined ? undefined : Number(bound),
  );
  // Of no bound nothing would be said, and between two that cross there is nothing.
  if (above === undefined && upTo === undefined) return undefined;
  if (above !== undefined && upTo !== undefined && above >= upTo) return undefined;
  return { kind: "percentile-rank", above, upTo };
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
    case "percentile-rank":
      return percentileRankOf(from, statistic.above, statistic.upTo);
  }
}

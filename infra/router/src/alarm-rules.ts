import { catalogue, NAMESPACE } from "@switchyard/metrics";

/**
 * When an alarm stops a version, without waiting for the judge: `SHIPPED_ALARMS` of packages/rollout as CloudWatch math.
 * An alarm asks for more harm than chance makes, and is quiet while the other versions are ill, too: their requests are
 * those of the alias or the stage without this version's. docs/releases-in-numbers.md says what that is good for.
 */
export const ALARM_NUMBERS = {
  /** `excess`: how many more than the limit allows. `timesOthers`: how many times the others' share. */
  errors: { periodSeconds: 300, excess: 5, timesOthers: 5 },
  /** "p95 above a limit" said as a share, which needs no 200 requests to mean something. */
  slow: { periodSeconds: 300, sharePercent: 5, excess: 5, timesOthers: 5 },
  coldStart: { periodSeconds: 300, minimumStarts: 5 },
  hardFailures: { periodSeconds: 10, minimumFailures: 5, share: 0.75, othersAtMost: 0.1 },
} as const;

/** Every rule, in the order in which the alarms are shown. */
export const ALARM_KINDS = ["errors", "slow", "cold-start", "hard-failures"] as const;
export type AlarmKind = (typeof ALARM_KINDS)[number];

/** The version that is watched, and how it is called. */
export interface Watched {
  readonly stage: string;
  readonly functionName: string;
  readonly aliasName: string;
  readonly version: string;
}

export interface Limits {
  readonly errorRatePercent: number;
  readonly responseTimeMs: number;
  readonly coldStartMs: number;
}

interface WatchedMetric {
  readonly id: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** `Sum`, `p50`, `PR(:30000)` and the like. */
  readonly stat: string;
}

/** A value computed from metrics and earlier steps, by id. */
interface Step {
  readonly id: string;
  readonly expression: string;
}

/** Breached when the expression is above the threshold in one period. */
export interface AlarmRule {
  readonly description: string;
  readonly periodSeconds: number;
  readonly metrics: readonly WatchedMetric[];
  readonly steps: readonly Step[];
  readonly expression: string;
  readonly threshold: number;
}

export function alarmName(stage: string, kind: AlarmKind): string {
  return `switchyard-${stage}-router-${kind}`;
}

/** What a rule does not need to know a version for. */
export function describeRule(kind: AlarmKind, limits: Limits): Pick<AlarmRule, "description" | "threshold"> {
  const { errors, slow, coldStart, hardFailures } = ALARM_NUMBERS;
  switch (kind) {
    case "errors":
      return {
        description: `In ${errors.periodSeconds} s more than ${limits.errorRatePercent} % of the newest version's requests failed, ${errors.excess} more than that allows, and the other versions are well.`,
        threshold: limits.errorRatePercent,
      };
    case "slow":
      return {
        description: `In ${slow.periodSeconds} s more than ${slow.sharePercent} % of the newest version's requests took longer than ${limits.responseTimeMs} ms, ${slow.excess} more than that allows, and the other versions are well.`,
        threshold: slow.sharePercent,
      };
    case "cold-start":
      return {
        description: `In ${coldStart.periodSeconds} s half of at least ${coldStart.minimumStarts} cold starts of the newest version took longer than ${limits.coldStartMs} ms.`,
        threshold: limits.coldStartMs,
      };
    case "hard-failures":
      return {
        description: `In ${hardFailures.periodSeconds} s at least ${hardFailures.minimumFailures} requests and ${100 * hardFailures.share} % of the newest version's failed hard, and at most ${100 * hardFailures.othersAtMost} % of the others'.`,
        threshold: 0,
      };
  }
}

/** The rule of one kind for one version. */
export function alarmRule(kind: AlarmKind, watched: Watched, limits: Limits): AlarmRule {
  return { ...describeRule(kind, limits), ...queriesOf(kind, watched, limits) };
}

function queriesOf(
  kind: AlarmKind,
  watched: Watched,
  limits: Limits,
): Omit<AlarmRule, "description" | "threshold"> {
  switch (kind) {
    case "errors": {
      const { periodSeconds, ...evidence } = ALARM_NUMBERS.errors;
      return {
        periodSeconds,
        metrics: [
          lambdaMetric("requests", versionThroughAlias(watched), "Invocations"),
          // A crash or a time-out writes no line: Lambda alone counts it.
          lambdaMetric("crashes", versionThroughAlias(watched), "Errors"),
          ownMetric("refusals", ofVersion(watched), "errors", "Sum"),
          lambdaMetric("allRequests", alias(watched), "Invocations"),
          lambdaMetric("allCrashes", alias(watched), "Errors"),
          ownMetric("allRefusals", ofStage(watched), "errors", "Sum"),
        ],
        // Lambda sends both of its metrics with each invocation; where only the handler's is missing, it counts as 0.
        steps: [
          { id: "bad", expression: "crashes + refusals" },
          { id: "others", expression: "allRequests - requests" },
          { id: "othersBad", expression: "allCrashes + allRefusals - bad" },
        ],
        expression: shareAlone(limits.errorRatePercent, evidence),
      };
    }
    case "slow": {
      const { periodSeconds, sharePercent, ...evidence } = ALARM_NUMBERS.slow;
      const within = `PR(:${limits.responseTimeMs})`;
      return {
        periodSeconds,
        // What timed out has no response time; it counts as an error.
        metrics: [
          ownMetric("requests", ofVersion(watched), "responseTime", "SampleCount"),
          ownMetric("within", ofVersion(watched), "responseTime", within),
          ownMetric("allRequests", ofStage(watched), "responseTime", "SampleCount"),
          ownMetric("allWithin", ofStage(watched), "responseTime", within),
        ],
        steps: [
          { id: "bad", expression: "requests * (100 - within) / 100" },
          { id: "others", expression: "allRequests - requests" },
          { id: "othersBad", expression: "allRequests * (100 - allWithin) / 100 - bad" },
        ],
        expression: shareAlone(sharePercent, evidence),
      };
    }
    case "cold-start": {
      const { periodSeconds, minimumStarts } = ALARM_NUMBERS.coldStart;
      return {
        periodSeconds,
        metrics: [
          ownMetric("starts", ofVersion(watched), "initDuration", "SampleCount"),
          ownMetric("median", ofVersion(watched), "initDuration", "p50"),
        ],
        steps: [],
        expression: `IF(starts >= ${minimumStarts}, median, 0)`,
      };
    }
    case "hard-failures": {
      const { periodSeconds, minimumFailures, share, othersAtMost } = ALARM_NUMBERS.hardFailures;
      return {
        periodSeconds,
        // Sent with every request, so its samples are the requests; `Requests` itself is stored by the minute.
        metrics: [
          ownMetric("bad", ofVersion(watched), "hardFailures", "Sum"),
          ownMetric("requests", ofVersion(watched), "hardFailures", "SampleCount"),
          ownMetric("allBad", ofStage(watched), "hardFailures", "Sum"),
          ownMetric("allRequests", ofStage(watched), "hardFailures", "SampleCount"),
        ],
        steps: [],
        expression:
          `IF((bad >= ${minimumFailures}) AND (bad >= ${share} * requests) ` +
          `AND (allBad - bad <= ${othersAtMost} * (allRequests - requests)), 1, 0)`,
      };
    }
  }
}

/**
 * The share of bad requests in percent, where it is beyond the limit by more than chance, the others keep the limit and
 * their share is so many times smaller; else 0. Over `bad` of `requests`, and `othersBad` of `others`, which may be none.
 */
function shareAlone(
  limitPercent: number,
  { excess, timesOthers }: { readonly excess: number; readonly timesOthers: number },
): string {
  // In hundredths of a request, of which one is room for the rounding of shares.
  const isBeyond = `100 * bad - ${limitPercent} * requests >= ${100 * excess - 1}`;
  const areOthersWell = `100 * othersBad <= ${limitPercent} * others + 1`;
  const isWorse = `bad * others >= ${timesOthers} * othersBad * requests`;
  return `IF((${isBeyond}) AND (${areOthersWell}) AND (${isWorse}), 100 * bad / requests, 0)`;
}

type Dimensions = WatchedMetric["dimensions"];

function ofStage({ stage }: Watched): Dimensions {
  return { Stage: stage };
}

function ofVersion({ stage, version }: Watched): Dimensions {
  return { Stage: stage, FunctionVersion: version };
}

/** Invocations through the alias: smoke queries on the version itself are not callers. */
function alias({ functionName, aliasName }: Watched): Dimensions {
  return { FunctionName: functionName, Resource: `${functionName}:${aliasName}` };
}

function versionThroughAlias(watched: Watched): Dimensions {
  return { ...alias(watched), ExecutedVersion: watched.version };
}

function ownMetric(
  id: string,
  dimensions: Dimensions,
  key: "errors" | "responseTime" | "initDuration" | "hardFailures",
  stat: string,
): WatchedMetric {
  return { id, namespace: NAMESPACE, metricName: catalogue[key].name, dimensions, stat };
}

function lambdaMetric(
  id: string,
  dimensions: Dimensions,
  metricName: "Invocations" | "Errors",
): WatchedMetric {
  return { id, namespace: "AWS/Lambda", metricName, dimensions, stat: "Sum" };
}

import { catalogue, NAMESPACE } from "@switchyard/metrics";
import { type Guardrail, type GuardrailPlans, guardrailsOf } from "@switchyard/rollout";

/** One number per minute of one metric. */
export interface MetricQuery {
  /** Begins with a lower-case letter, as CloudWatch wants it. */
  readonly id: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Such as `Sum`, `SampleCount`, `p95`, or `PR(:2000)`: the percentage of values up to 2000. */
  readonly statistic: string;
}

/** Whose metrics are read. */
export interface MetricScope {
  readonly stage: string;
  readonly functionName: string;
  readonly alias: string;
}

export type Arm = "stable" | "candidate";

/** Names of the numbers that are read of one version. */
export type Measure =
  /** What Lambda counts: every invocation through the alias, and those that crashed or timed out. */
  | "invocations"
  | "crashes"
  /** What the handler says of itself, which a crash silences. It says nothing of calls by the version's own number. */
  | "requests"
  | "errors"
  | "llm"
  | `${MeasuredGuardrail}_samples`
  | `${MeasuredGuardrail}_up_to_${number}`;

export type MeasuredGuardrail = "latency" | "init" | "cost";

const MEASURED = {
  // Requests that waited for a new environment are the business of `init`, and would make both versions look alike.
  latency: catalogue.warmResponseTime.name,
  init: catalogue.initDuration.name,
  cost: catalogue.requestCost.name,
} as const satisfies Record<MeasuredGuardrail, string>;

export function isMeasured(guardrail: Guardrail): guardrail is MeasuredGuardrail {
  return Object.hasOwn(MEASURED, guardrail);
}

export function queryId(arm: Arm, measure: Measure): string {
  return `${arm}_${measure}`;
}

/** All that must be read to count both versions by these guardrails. */
export function observationQueries(
  scope: MetricScope,
  versions: Readonly<Record<Arm, string>>,
  guardrails: GuardrailPlans,
): readonly MetricQuery[] {
  return (["stable", "candidate"] as const).flatMap((arm) =>
    versionQueries(scope, arm, versions[arm], guardrails),
  );
}

function versionQueries(
  scope: MetricScope,
  arm: Arm,
  version: string,
  guardrails: GuardrailPlans,
): readonly MetricQuery[] {
  const lambda = (measure: Measure, metric: string): MetricQuery => ({
    id: queryId(arm, measure),
    namespace: "AWS/Lambda",
    metric,
    dimensions: {
      FunctionName: scope.functionName,
      Resource: `${scope.functionName}:${scope.alias}`,
      ExecutedVersion: version,
    },
    statistic: "Sum",
  });
  const own = (measure: Measure, metric: string, statistic: string): MetricQuery => ({
    id: queryId(arm, measure),
    namespace: NAMESPACE,
    metric,
    dimensions: { Stage: scope.stage, FunctionVersion: version },
    statistic,
  });
  return [
    lambda("invocations", "Invocations"),
    lambda("crashes", "Errors"),
    own("requests", catalogue.requests.name, "Sum"),
    own("errors", catalogue.errors.name, "Sum"),
    ...guardrailsOf({ guardrails }).flatMap(([guardrail, { thresholds }]) => {
      if (guardrail === "llm-share") return [own("llm", catalogue.responsesLlm.name, "Sum")];
      if (!isMeasured(guardrail)) return [];
      const metric = MEASURED[guardrail];
      return [
        own(`${guardrail}_samples`, metric, "SampleCount"),
        ...thresholds.map((threshold, index) =>
          own(`${guardrail}_up_to_${index}`, metric, `PR(:${threshold})`),
        ),
      ];
    }),
  ];
}

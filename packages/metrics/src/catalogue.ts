/** The one catalogue of the router's metrics. Alarms, dashboards and the judge take names and units from here. */

/** The CloudWatch namespace of every metric in the catalogue. */
export const NAMESPACE = "Switchyard";

/** A request is slow when the function took longer than this: the threshold behind `slowResponses`. */
export const SLOW_RESPONSE_MS = 30_000;

/** `None`: CloudWatch has no unit for money. */
export type MetricUnit = "Count" | "Milliseconds" | "None";

export type DimensionName = "Stage" | "FunctionVersion";

/**
 * The dimension sets a metric is stored under. CloudWatch bills each set as a metric of its own, for the hours in
 * which it receives data, and cannot add up percentiles afterwards. So a metric gets the `Stage` set only where a
 * stage-wide alarm or percentile needs it; where a sum over versions does, metric math makes that sum for nothing.
 */
const PER_VERSION_AND_STAGE = [["Stage", "FunctionVersion"], ["Stage"]] as const;
const PER_VERSION = [["Stage", "FunctionVersion"]] as const;

export interface MetricDefinition {
  /** Name in CloudWatch. */
  readonly name: string;
  readonly unit: MetricUnit;
  readonly description: string;
  readonly dimensionSets: readonly (readonly DimensionName[])[];
  /** 1 is CloudWatch's high resolution: what a 10-second alarm needs. 60 is the standard. */
  readonly resolutionSeconds: 1 | 60;
}

/**
 * Metrics described as "0 or 1 per request" are sent with every request, so their average is a share, their sum a
 * count, and an alarm on them has data whenever there is traffic. The others are sent when there is something to say.
 */
export const catalogue = {
  requests: {
    name: "Requests",
    unit: "Count",
    description: "Requests that reached the handler: always 1.",
    dimensionSets: PER_VERSION_AND_STAGE,
    resolutionSeconds: 60,
  },
  responsesFast: {
    name: "ResponsesFast",
    unit: "Count",
    description: "Routed without any call. 0 or 1 per request.",
    dimensionSets: PER_VERSION_AND_STAGE,
    resolutionSeconds: 60,
  },
  responsesLlm: {
    name: "ResponsesLlm",
    unit: "Count",
    description: "Routed by a model's answer, fresh or cached. 0 or 1 per request.",
    dimensionSets: PER_VERSION_AND_STAGE,
    resolutionSeconds: 60,
  },
  responsesFallback: {
    name: "ResponsesFallback",
    unit: "Count",
    description: "Routed to what was left: the best guess or the fallback agent. 0 or 1 per request.",
    dimensionSets: PER_VERSION_AND_STAGE,
    resolutionSeconds: 60,
  },
  clientErrors: {
    name: "ClientErrors",
    unit: "Count",
    description: "Answered with a 4xx status. 0 or 1 per request.",
    dimensionSets: PER_VERSION_AND_STAGE,
    resolutionSeconds: 60,
  },
  errors: {
    name: "Errors",
    unit: "Count",
    description: "Answered with a 5xx status. 0 or 1 per request.",
    dimensionSets: PER_VERSION_AND_STAGE,
    resolutionSeconds: 60,
  },
  hardFailures: {
    name: "HardFailures",
    unit: "Count",
    description:
      "Errors that load does not explain: 500, and 502 (an agent failed); throttled and timed-out agents are not counted. 0 or 1 per request.",
    dimensionSets: PER_VERSION_AND_STAGE,
    resolutionSeconds: 1,
  },
  slowResponses: {
    name: "SlowResponses",
    unit: "Count",
    description: "Took longer than 30 s in the function. 0 or 1 per request.",
    dimensionSets: PER_VERSION,
    resolutionSeconds: 60,
  },
  responseTime: {
    name: "ResponseTime",
    unit: "Milliseconds",
    description: "From the handler's start to its answer, downstream calls included.",
    dimensionSets: PER_VERSION_AND_STAGE,
    resolutionSeconds: 60,
  },
  warmResponseTime: {
    name: "WarmResponseTime",
    unit: "Milliseconds",
    description:
      "ResponseTime of the requests that waited for no new environment: what versions are compared by.",
    dimensionSets: PER_VERSION,
    resolutionSeconds: 60,
  },
  routingTime: {
    name: "RoutingTime",
    unit: "Milliseconds",
    description: "Time to the routing decision, the model's call included.",
    dimensionSets: PER_VERSION_AND_STAGE,
    resolutionSeconds: 60,
  },
  llmTime: {
    name: "LlmTime",
    unit: "Milliseconds",
    description: "Time of the model's call, both attempts included.",
    dimensionSets: PER_VERSION_AND_STAGE,
    resolutionSeconds: 60,
  },
  llmCalls: {
    name: "LlmCalls",
    unit: "Count",
    description: "Requests for which a model was called.",
    dimensionSets: PER_VERSION,
    resolutionSeconds: 60,
  },
  llmFailures: {
    name: "LlmFailures",
    unit: "Count",
    description: "Model calls without a usable answer. 0 or 1 per call.",
    dimensionSets: PER_VERSION_AND_STAGE,
    resolutionSeconds: 60,
  },
  llmInputTokens: {
    name: "LlmInputTokens",
    unit: "Count",
    description: "Tokens sent to the model.",
    dimensionSets: PER_VERSION,
    resolutionSeconds: 60,
  },
  llmOutputTokens: {
    name: "LlmOutputTokens",
    unit: "Count",
    description: "Tokens received from the model.",
    dimensionSets: PER_VERSION,
    resolutionSeconds: 60,
  },
  decisionCacheHits: {
    name: "DecisionCacheHits",
    unit: "Count",
    description: "Requests routed by a remembered decision of the model. 0 or 1 per request.",
    dimensionSets: PER_VERSION,
    resolutionSeconds: 60,
  },
  followUps: {
    name: "FollowUps",
    unit: "Count",
    description: "Requests that went to the agent of their session. 0 or 1 per request with a session token.",
    dimensionSets: PER_VERSION,
    resolutionSeconds: 60,
  },
  sessionsRejected: {
    name: "SessionsRejected",
    unit: "Count",
    description:
      "Requests whose session token was not accepted, and so ignored. 0 or 1 per request with a session token.",
    dimensionSets: PER_VERSION,
    resolutionSeconds: 60,
  },
  agentTime: {
    name: "AgentTime",
    unit: "Milliseconds",
    description: "Time of the downstream agent's call.",
    dimensionSets: PER_VERSION_AND_STAGE,
    resolutionSeconds: 60,
  },
  agentFailures: {
    name: "AgentFailures",
    unit: "Count",
    description: "Agent calls that failed, were throttled or timed out. 0 or 1 per call.",
    dimensionSets: PER_VERSION_AND_STAGE,
    resolutionSeconds: 60,
  },
  coldStarts: {
    name: "ColdStarts",
    unit: "Count",
    description: "Requests that waited for a new environment. 0 or 1 per request.",
    dimensionSets: PER_VERSION_AND_STAGE,
    resolutionSeconds: 60,
  },
  initDuration: {
    name: "InitDuration",
    unit: "Milliseconds",
    description: "Process start to ready, of the environments that a request waited for.",
    dimensionSets: PER_VERSION_AND_STAGE,
    resolutionSeconds: 60,
  },
  requestCost: {
    name: "RequestCost",
    unit: "None",
    description:
      "What the request cost by the stage's prices, in micro-dollars: Lambda, its start, and the model.",
    dimensionSets: PER_VERSION,
    resolutionSeconds: 60,
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

export type MetricKey = keyof typeof catalogue;

import { catalogue, type MetricKey, NAMESPACE } from "@switchyard/metrics";

/** A dashboard's body as CloudWatch takes it: JSON with widgets on a grid of 24 columns. */
export interface DashboardBody {
  readonly widgets: readonly Widget[];
}

interface Widget {
  readonly type: "text" | "alarm" | "metric";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface DashboardSubject {
  readonly stage: string;
  readonly region: string;
  readonly functionName: string;
  readonly aliasName: string;
  readonly apiName: string;
  readonly tickFunctionName: string;
  readonly deadLetterQueueName: string;
  readonly alarmArns: readonly string[];
}

/** A widget without its place, and how wide it is. */
interface Content {
  readonly type: Widget["type"];
  readonly width: number;
  readonly properties: Widget["properties"];
}

/** Rows of widgets, top to bottom. */
interface Row {
  readonly height: number;
  readonly contents: readonly Content[];
}

const COLUMNS = 24;
const HALF = COLUMNS / 2;
const THIRD = COLUMNS / 3;

/**
 * One line for each version that has data: the graphs search for versions, so that they show every one that ever got
 * traffic, without a deployment for each.
 */
export function dashboardBody(subject: DashboardSubject): DashboardBody {
  return { widgets: placed(rowsOf(subject)) };
}

function rowsOf(subject: DashboardSubject): readonly Row[] {
  const { stage, aliasName } = subject;
  const graph = (title: string, width: number, metrics: readonly Line[], unit?: string): Content =>
    graphOf(subject, title, width, metrics, unit);
  const own = (key: MetricKey, stat: string): Line => byVersion(stage, key, stat);
  const whole = (key: MetricKey, stat: string): Line => ofStage(stage, key, stat);
  return [
    heading(`# Switchyard, stage ${stage}\nAlias \`${aliasName}\`. One line for each version.`),
    {
      height: 3,
      contents: [
        { type: "alarm", width: COLUMNS, properties: { title: "Alarms", alarms: subject.alarmArns } },
      ],
    },
    heading("## Traffic and errors"),
    {
      height: 6,
      contents: [
        graph("Requests by version", THIRD, [own("requests", "Sum")], "requests a minute"),
        graph(
          "Failed: 5xx answers",
          THIRD,
          [own("errors", "Sum"), own("hardFailures", "Sum")],
          "requests a minute",
        ),
        graph(
          "Failed: crashes and time-outs",
          THIRD,
          [lambdaByVersion(subject, "Errors")],
          "invocations a minute",
        ),
      ],
    },
    heading("## Latency and cold starts"),
    {
      height: 6,
      contents: [
        graph("Response time, warm: median", THIRD, [own("warmResponseTime", "p50")], "ms"),
        graph("Response time, warm: p95", THIRD, [own("warmResponseTime", "p95")], "ms"),
        graph("Routing alone: p95", THIRD, [own("routingTime", "p95")], "ms"),
      ],
    },
    {
      height: 6,
      contents: [
        graph("Cold starts", HALF, [own("coldStarts", "Sum")], "requests a minute"),
        graph("Cold start: median", HALF, [own("initDuration", "p50")], "ms"),
      ],
    },
    heading("## Routing, model and cost"),
    {
      height: 6,
      contents: [
        graph(
          "How questions were routed",
          THIRD,
          [whole("responsesFast", "Sum"), whole("responsesLlm", "Sum"), whole("responsesFallback", "Sum")],
          "requests a minute",
        ),
        graph("Share routed by the model", THIRD, [own("responsesLlm", "Average")], "share"),
        graph(
          "The model",
          THIRD,
          [whole("llmTime", "p50"), whole("llmTime", "p95"), { ...whole("llmFailures", "Sum"), right: true }],
          "ms",
        ),
      ],
    },
    {
      height: 6,
      contents: [
        graph("Cost of a request: mean", THIRD, [own("requestCost", "Average")], "micro-dollars"),
        graph(
          "Tokens of the model",
          THIRD,
          [own("llmInputTokens", "Sum"), own("llmOutputTokens", "Sum")],
          "tokens a minute",
        ),
        graph(
          "Follow-ups, and session tokens refused",
          THIRD,
          [own("followUps", "Sum"), own("sessionsRejected", "Sum")],
          "requests a minute",
        ),
      ],
    },
    heading("## Gateway and controller"),
    {
      height: 6,
      contents: [
        graph(
          "Gateway's cache",
          THIRD,
          [gateway(subject, "CacheHitCount"), gateway(subject, "CacheMissCount")],
          "requests a minute",
        ),
        graph(
          "Answers of the gateway",
          THIRD,
          [gateway(subject, "4XXError"), gateway(subject, "5XXError")],
          "requests a minute",
        ),
        graph(
          "Rollout controller",
          THIRD,
          [
            tick(subject, "Invocations"),
            tick(subject, "Errors"),
            {
              metric: [
                "AWS/SQS",
                "ApproximateNumberOfMessagesVisible",
                "QueueName",
                subject.deadLetterQueueName,
              ],
              stat: "Maximum",
              label: "dead letters",
            },
          ],
          "a minute",
        ),
      ],
    },
    heading(
      `## Releases\nWhat the controller waits for: \`switchyard release status --stage ${stage}\`. ` +
        `What it did and why: \`switchyard release history --stage ${stage}\`. ` +
        `To stop a version: \`switchyard release abort --stage ${stage}\`.`,
    ),
  ];
}

/** What one entry of a graph shows: a metric, or all that a search finds. */
type Line = { readonly right?: boolean } & (
  | { readonly metric: readonly string[]; readonly stat: string; readonly label: string }
  | { readonly search: string; readonly label: string }
);

function byVersion(stage: string, key: MetricKey, stat: string): Line {
  const { name } = catalogue[key];
  return {
    search: search(`{${NAMESPACE},Stage,FunctionVersion} MetricName="${name}" Stage="${stage}"`, stat),
    label: `${name}, version \${PROP('Dim.FunctionVersion')}`,
  };
}

function lambdaByVersion({ functionName, aliasName }: DashboardSubject, metricName: string): Line {
  return {
    search: search(
      `{AWS/Lambda,FunctionName,Resource,ExecutedVersion} MetricName="${metricName}" FunctionName="${functionName}" Resource="${functionName}:${aliasName}"`,
      "Sum",
    ),
    label: `${metricName}, version \${PROP('Dim.ExecutedVersion')}`,
  };
}

function search(query: string, stat: string): string {
  return `SEARCH('${query}', '${stat}', 60)`;
}

function ofStage(stage: string, key: MetricKey, stat: string): Line {
  const { name } = catalogue[key];
  return { metric: [NAMESPACE, name, "Stage", stage], stat, label: `${name} ${stat}` };
}

function gateway({ apiName, stage }: DashboardSubject, metricName: string): Line {
  return {
    metric: ["AWS/ApiGateway", metricName, "ApiName", apiName, "Stage", stage],
    stat: "Sum",
    label: metricName,
  };
}

function tick({ tickFunctionName }: DashboardSubject, metricName: string): Line {
  return {
    metric: ["AWS/Lambda", metricName, "FunctionName", tickFunctionName],
    stat: "Sum",
    label: `tick: ${metricName}`,
  };
}

function heading(markdown: string): Row {
  return { height: 2, contents: [{ type: "text", width: COLUMNS, properties: { markdown } }] };
}

function graphOf(
  { region }: DashboardSubject,
  title: string,
  width: number,
  lines: readonly Line[],
  unit: string | undefined,
): Content {
  return {
    type: "metric",
    width,
    properties: {
      title,
      region,
      view: "timeSeries",
      stacked: false,
      period: 60,
      metrics: lines.map(entryOf),
      yAxis: { left: { min: 0, showUnits: false, ...(unit === undefined ? {} : { label: unit }) } },
    },
  };
}

function entryOf(line: Line, index: number): readonly unknown[] {
  const axis = line.right === true ? { yAxis: "right" } : {};
  if ("search" in line) return [{ id: `e${index}`, expression: line.search, label: line.label, ...axis }];
  return [...line.metric, { stat: line.stat, label: line.label, ...axis }];
}

function placed(rows: readonly Row[]): readonly Widget[] {
  const widgets: Widget[] = [];
  let y = 0;
  for (const { height, contents } of rows) {
    let x = 0;
    for (const { type, width, properties } of contents) {
      widgets.push({ type, x, y, width, height, properties });
      x += width;
    }
    y += height;
  }
  return widgets;
}

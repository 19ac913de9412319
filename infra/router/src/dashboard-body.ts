import type { MetricKey } from "@switchyard/metrics";
import { figureRows } from "./dashboard-figures.ts";
import {
  byVersion,
  COLUMNS,
  type Content,
  type DashboardSubject,
  gateway,
  graphOf,
  heading,
  type Line,
  lambdaByVersion,
  ofStage,
  type Row,
  THIRD,
  tick,
  type Widget,
} from "./dashboard-widgets.ts";

/** A dashboard's body as CloudWatch takes it: JSON with widgets on a grid of 24 columns. */
export interface DashboardBody {
  readonly widgets: readonly Widget[];
}

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
    heading("## Key figures\nThe same, by the same names, as in the console and in `switchyard report`."),
    ...figureRows(subject),
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
      contents: [graph("Cold starts", COLUMNS, [own("coldStarts", "Sum")], "requests a minute")],
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

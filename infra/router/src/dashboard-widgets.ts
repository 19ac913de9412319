import { catalogue, type MetricKey, NAMESPACE } from "@switchyard/metrics";

export interface Widget {
  readonly type: "text" | "alarm" | "metric" | "log";
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
export interface Content {
  readonly type: Widget["type"];
  readonly width: number;
  readonly properties: Widget["properties"];
}

/** Rows of widgets, top to bottom. */
export interface Row {
  readonly height: number;
  readonly contents: readonly Content[];
}

export const COLUMNS = 24;
export const THIRD = COLUMNS / 3;

/** What one entry of a graph shows: a metric, or all that a search finds. */
export type Line = { readonly right?: boolean } & (
  | {
      readonly metric: readonly string[];
      readonly stat: string;
      readonly label: string;
      /** Only expressions of the same graph show it, by this id. */
      readonly hiddenAs?: string;
    }
  | { readonly search: string; readonly label: string }
);

export function byVersion(stage: string, key: MetricKey, stat: string): Line {
  return {
    search: search(versionsOf(stage, key), stat),
    label: `${catalogue[key].name}, version \${PROP('Dim.FunctionVersion')}`,
  };
}

/** Finds a metric of every version. */
export function versionsOf(stage: string, key: MetricKey): string {
  return `{${NAMESPACE},Stage,FunctionVersion} MetricName="${catalogue[key].name}" Stage="${stage}"`;
}

export function lambdaByVersion({ functionName, aliasName }: DashboardSubject, metricName: string): Line {
  return {
    search: search(
      `{AWS/Lambda,FunctionName,Resource,ExecutedVersion} MetricName="${metricName}" FunctionName="${functionName}" Resource="${functionName}:${aliasName}"`,
      "Sum",
    ),
    label: `${metricName}, version \${PROP('Dim.ExecutedVersion')}`,
  };
}

export function search(query: string, stat: string): string {
  return `SEARCH('${query}', '${stat}', 60)`;
}

export function ofStage(stage: string, key: MetricKey, stat: string): Line {
  const { name } = catalogue[key];
  return { metric: [NAMESPACE, name, "Stage", stage], stat, label: `${name} ${stat}` };
}

export function gateway({ apiName, stage }: DashboardSubject, metricName: string) {
  return {
    metric: ["AWS/ApiGateway", metricName, "ApiName", apiName, "Stage", stage],
    stat: "Sum",
    label: metricName,
  };
}

export function tick({ tickFunctionName }: DashboardSubject, metricName: string): Line {
  return {
    metric: ["AWS/Lambda", metricName, "FunctionName", tickFunctionName],
    stat: "Sum",
    label: `tick: ${metricName}`,
  };
}

export function heading(markdown: string): Row {
  return { height: 2, contents: [{ type: "text", width: COLUMNS, properties: { markdown } }] };
}

export function graphOf(
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
  const { stat, label, hiddenAs } = line;
  const hidden = hiddenAs === undefined ? {} : { id: hiddenAs, visible: false };
  return [...line.metric, { stat, label, ...hidden, ...axis }];
}

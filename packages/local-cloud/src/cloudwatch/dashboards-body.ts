import { z } from "zod";
import { metricRow } from "./dashboards-metric-row.ts";

/** What is wrong with a dashboard's body, and where. */
export interface DashboardProblem {
  /** JSON pointer, for example `/widgets/0/properties/metrics/1`. */
  readonly path: string;
  readonly message: string;
  /** A warning leaves a hole in the dashboard; an error lets CloudWatch refuse it. */
  readonly severity: "error" | "warning";
}

const color = z.string().regex(/^#[0-9a-fA-F]{6}$/, { error: "should be a color such as #ff6961" });
const side = z.enum(["left", "right"]);

const horizontal = z.strictObject({
  color: color.optional(),
  fill: z.enum(["above", "below", "between", "none"]).optional(),
  label: z.string().optional(),
  value: z.number(),
  visible: z.boolean().optional(),
  yAxis: side.optional(),
});
const vertical = z.strictObject({
  color: color.optional(),
  fill: z.enum(["before", "after", "between", "none"]).optional(),
  label: z.string().optional(),
  value: z.string(),
  visible: z.boolean().optional(),
});
const axis = z.strictObject({
  label: z.string().optional(),
  max: z.number().optional(),
  min: z.number().optional(),
  showUnits: z.boolean().optional(),
});

const metricProperties = z
  .strictObject({
    accountId: z.string().optional(),
    annotations: z
      .strictObject({
        alarms: z.array(z.string()).optional(),
        horizontal: z.array(z.union([horizontal, z.tuple([horizontal, horizontal])])).optional(),
        vertical: z.array(z.union([vertical, z.tuple([vertical, vertical])])).optional(),
      })
      .optional(),
    end: z.string().optional(),
    legend: z.strictObject({ position: z.enum(["bottom", "hidden", "right"]) }).optional(),
    liveData: z.boolean().optional(),
    metrics: z.array(z.unknown()).optional(),
    period: z.union([z.int().min(1), z.literal("auto")]).optional(),
    region: z.string(),
    setPeriodToTimeRange: z.boolean().optional(),
    singleValueFullPrecision: z.boolean().optional(),
    sparkline: z.boolean().optional(),
    stacked: z.boolean().optional(),
    start: z.string().optional(),
    stat: z.string().optional(),
    timezone: z.string().optional(),
    title: z.string().optional(),
    trend: z.boolean().optional(),
    view: z.enum(["bar", "gauge", "pie", "singleValue", "table", "timeSeries"]).optional(),
    yAxis: z.strictObject({ left: axis.optional(), right: axis.optional() }).optional(),
  })
  .superRefine(({ metrics, annotations }, context) => {
    if (metrics === undefined && annotations?.alarms === undefined) {
      context.addIssue({
        code: "custom",
        path: ["metrics"],
        message: "should have metrics or annotations.alarms",
      });
    }
    for (const [index, row] of (metrics ?? []).entries()) {
      for (const message of metricRow(row, index === 0)) {
        context.addIssue({ code: "custom", path: ["metrics", index], message });
      }
    }
  });

const textProperties = z.strictObject({
  background: z.enum(["solid", "transparent"]).optional(),
  markdown: z.string(),
});

const alarmProperties = z.strictObject({
  alarms: z.array(z.string()).max(100),
  sortBy: z.enum(["default", "stateUpdatedTimestamp", "timestamp"]).optional(),
  states: z.array(z.enum(["ALARM", "INSUFFICIENT_DATA", "OK"])).optional(),
  title: z.string().optional(),
});

const logProperties = z.strictObject({
  accountId: z.string().optional(),
  query: z.string(),
  queryLanguage: z.enum(["CWLI", "PPL", "SQL"]).optional(),
  region: z.string(),
  stacked: z.boolean().optional(),
  title: z.string().optional(),
  view: z.enum(["bar", "pie", "table", "timeSeries"]).optional(),
});

/** The grid is 24 columns wide. */
const place = {
  height: z.int().min(1).max(1000).optional(),
  width: z.int().min(1).max(24).optional(),
  x: z.int().min(0).max(23).optional(),
  y: z.int().min(0).optional(),
};

const widget = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("metric"), ...place, properties: metricProperties }),
  z.strictObject({ type: z.literal("text"), ...place, properties: textProperties }),
  z.strictObject({ type: z.literal("alarm"), ...place, properties: alarmProperties }),
  z.strictObject({ type: z.literal("log"), ...place, properties: logProperties }),
]);

const body = z.strictObject({
  end: z.string().optional(),
  periodOverride: z.enum(["auto", "inherit"]).optional(),
  start: z.string().optional(),
  widgets: z.array(widget).max(500),
});

/** Everything that is wrong with the text of a dashboard's body. */
export function problemsOf(text: string): readonly DashboardProblem[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return [{ path: "", message: "The field DashboardBody must be a valid JSON object", severity: "error" }];
  }
  return (body.safeParse(parsed).error?.issues ?? []).flatMap(problemsIn);
}

function problemsIn(issue: z.core.$ZodIssue): readonly DashboardProblem[] {
  const path = issue.path.map((step) => `/${String(step)}`).join("");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: `${path}/${key}`,
      message: "is no property that the local cloud knows here",
      severity: "warning",
    }));
  }
  return [{ path, message: messageOf(issue), severity: "error" }];
}

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_union" && issue.path.at(-1) === "type") {
    return "should be equal to one of the allowed values: alarm, log, metric, text";
  }
  if (issue.code === "invalid_value")
    return `should be equal to one of the allowed values: ${issue.values.join(", ")}`;
  if (issue.code === "invalid_type") return `should be ${issue.expected}`;
  return issue.message;
}

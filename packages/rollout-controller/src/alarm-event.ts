/** What an alarm that went off says, as far as it matters here. */
export interface AlarmEvent {
  readonly name: string;
  /** `ALARM`, `OK` or `INSUFFICIENT_DATA`. */
  readonly state: string;
  /** Versions that the alarm watches, by the dimensions of its metrics. Empty when it watches the alias as a whole. */
  readonly versions: readonly string[];
}

/** Dimensions that name a version: Lambda's own, and the handler's. */
const VERSION_DIMENSIONS = ["ExecutedVersion", "FunctionVersion"];
const STATES = ["ALARM", "OK", "INSUFFICIENT_DATA"];

/**
 * Reads the event of an alarm's Lambda action. What this controller needs must be there; what AWS may add to its events
 * is no reason to let a bad version run.
 *
 * @throws Error with all problems at once.
 */
export function parseAlarmEvent(event: unknown): AlarmEvent {
  const problems: string[] = [];
  const text = (path: string, value: unknown): string => {
    if (typeof value === "string" && value !== "") return value;
    problems.push(`${path}: expected a text, found ${JSON.stringify(value) ?? "nothing"}`);
    return "";
  };
  const { source, alarmData } = members(event);
  if (source !== "aws.cloudwatch") {
    problems.push(`source: expected "aws.cloudwatch", found ${JSON.stringify(source) ?? "nothing"}`);
  }
  const data = members(alarmData);
  const name = text("alarmData.alarmName", data.alarmName);
  const state = text("alarmData.state.value", members(data.state).value);
  if (state !== "" && !STATES.includes(state)) {
    problems.push(`alarmData.state.value: expected ${STATES.join(", ")}, found ${JSON.stringify(state)}`);
  }
  const { metrics } = members(data.configuration);
  if (!Array.isArray(metrics)) {
    problems.push("alarmData.configuration.metrics: expected a list");
  }
  if (problems.length > 0) {
    throw new Error(`This is no event of a CloudWatch alarm that can be acted on: ${problems.join("; ")}.`);
  }
  return { name, state, versions: versionsOf(metrics as readonly unknown[]) };
}

function versionsOf(metrics: readonly unknown[]): readonly string[] {
  const versions = metrics.flatMap((metric) => {
    const dimensions = members(members(members(members(metric).metricStat).metric).dimensions);
    return VERSION_DIMENSIONS.flatMap((name) => {
      const version = dimensions[name];
      return typeof version === "string" ? [version] : [];
    });
  });
  return [...new Set(versions)];
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

import { type AlarmSettings, timeText } from "./alarm.ts";
import type { AlarmRule, Datapoint, Slot, Verdict } from "./evaluate.ts";

type Decided = Extract<Verdict, { kind: "state" }>;

/** From this many data points on, the sentence lists them at its end. */
const LISTED_APART = 5;

const COMPARED: Readonly<Record<string, string>> = {
  GreaterThanOrEqualToThreshold: "greater than or equal to",
  GreaterThanThreshold: "greater than",
  LessThanOrEqualToThreshold: "less than or equal to",
  LessThanThreshold: "less than",
};

/** Says why an alarm is in a state, in the sentences that CloudWatch writes. */
export function reasonOf(settings: AlarmSettings, rule: AlarmRule, verdict: Decided): string {
  const { evaluated, filled, value: state } = verdict;
  const { evaluationPeriods } = rule;
  if (state === "INSUFFICIENT_DATA") {
    const unknown = evaluationPeriods - evaluated.length;
    return `Insufficient Data: ${datapoints(unknown)} ${was(unknown)} unknown.`;
  }
  const crossing = evaluated.filter(({ value }) => rule.breaches(value) === (state === "ALARM"));
  if (filled === 0) return `Threshold Crossed: ${withoutFilling(settings, rule, state, crossing)}.`;

  const treated = settings.TreatMissingData === "breaching" ? "Breaching" : "NonBreaching";
  const tail = `and ${filled} missing ${plural("datapoint", filled)} ${was(filled)} treated as [${treated}].`;
  const periods = `${evaluationPeriods} ${plural("period", evaluationPeriods)}`;
  if (evaluated.length === 0) return `Threshold Crossed: no datapoints were received for ${periods} ${tail}`;
  if (crossing.length === 0) {
    const received = evaluated.length;
    return `Threshold Crossed: ${datapoints(received)} ${was(received)} received for ${periods} ${tail}`;
  }
  const counted = `${datapoints(crossing.length)} ${listOf(crossing)}`;
  return `Threshold Crossed: ${counted} ${comparison(settings, state, crossing.length)} ${tail}`;
}

function withoutFilling(
  settings: AlarmSettings,
  { evaluationPeriods, datapointsToAlarm }: AlarmRule,
  state: "OK" | "ALARM",
  crossing: readonly Datapoint[],
): string {
  const count = crossing.length;
  const isMOfN = settings.DatapointsToAlarm !== undefined;
  const subject = isMOfN ? `${count} out of the last ${evaluationPeriods} datapoints` : datapoints(count);
  const compared = comparison(settings, state, count);
  const sentence =
    count < LISTED_APART
      ? `${subject} ${listOf(crossing)} ${compared}`
      : `${subject} ${compared}. The most recent datapoints which crossed the threshold: ${listOf(crossing.slice(0, LISTED_APART))}`;
  if (!isMOfN) return sentence;
  const [minimum, change] =
    state === "ALARM"
      ? [datapointsToAlarm, "OK -> ALARM"]
      : [evaluationPeriods - datapointsToAlarm + 1, "ALARM -> OK"];
  return `${sentence} (minimum ${datapoints(minimum)} for ${change} transition)`;
}

function comparison(settings: AlarmSettings, state: "OK" | "ALARM", count: number): string {
  const verb = state === "ALARM" ? was(count) : `${was(count)} not`;
  return `${verb} ${COMPARED[settings.ComparisonOperator]} the threshold (${decimal(settings.Threshold)})`;
}

/** `StateReasonData`: the same as JSON. */
export function reasonDataOf(
  settings: AlarmSettings,
  periodS: number,
  verdict: Decided,
  slots: readonly Slot[],
  nowMs: number,
): string {
  const { evaluated } = verdict;
  const oldest = evaluated.at(-1);
  const statistic = settings.Statistic ?? settings.ExtendedStatistic;
  // With nothing received, CloudWatch names the periods that it looked for.
  const shown = evaluated.length > 0 ? evaluated : slots.slice(-settings.EvaluationPeriods).toReversed();
  return JSON.stringify({
    version: "1.0",
    queryDate: timeText(nowMs),
    ...(oldest === undefined ? {} : { startDate: timeText(oldest.startMs) }),
    ...(settings.Unit === undefined ? {} : { unit: settings.Unit }),
    ...(statistic === undefined ? {} : { statistic }),
    period: periodS,
    recentDatapoints: evaluated.map(({ value }) => value).toReversed(),
    threshold: settings.Threshold,
    evaluatedDatapoints: shown.map(({ startMs, sampleCount, value }) => ({
      timestamp: timeText(startMs),
      sampleCount,
      value,
    })),
  });
}

/** `[3.0 (16/07/24 13:13:00), 2.0 (16/07/24 13:12:00)]` */
function listOf(points: readonly Datapoint[]): string {
  return `[${points.map(({ value, startMs }) => `${decimal(value)} (${shortTime(startMs)})`).join(", ")}]`;
}

function shortTime(ms: number): string {
  const [date = "", time = ""] = new Date(ms).toISOString().split("T");
  const [year = "", month, day] = date.split("-");
  return `${day}/${month}/${year.slice(2)} ${time.slice(0, 8)}`;
}

/** CloudWatch writes whole numbers with a decimal. */
function decimal(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e7 ? value.toFixed(1) : String(value);
}

function datapoints(count: number): string {
  return `${count} ${plural("datapoint", count)}`;
}

function plural(word: string, count: number): string {
  return count === 1 ? word : `${word}s`;
}

function was(count: number): "was" | "were" {
  return count === 1 ? "was" : "were";
}

import { type Comparison, compare, mean, median, verdict } from "./compare.ts";
import {
  type LogLine,
  type Observation,
  readInitMs,
  readMaxMemoryMb,
  readObservations,
} from "./observations.ts";

export interface Arms {
  /** Version numbers. */
  readonly baseline: string;
  readonly candidate: string;
}

/** One row of the table. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly digits: number;
  readonly comparison: Comparison;
  /** What the brief hopes for, and in its words; a row without one is there to explain another. */
  readonly target?: { readonly percent: number; readonly words: string };
}

/** The rows of the brief, from the log of an A/B. */
export function figures(lines: readonly LogLine[], { baseline, candidate }: Arms): readonly Figure[] {
  const all = readObservations(lines, [baseline, candidate]);
  const of = (version: string, wanted: (one: Observation) => boolean, value: (one: Observation) => number) =>
    all.filter((one) => one.version === version && wanted(one)).map(value);
  const both = (
    wanted: (one: Observation) => boolean,
    value: (one: Observation) => number,
    statistic = median,
  ): Comparison => compare(of(baseline, wanted, value), of(candidate, wanted, value), statistic);
  const cold = (one: Observation): boolean => one.coldStart;
  const warm = (one: Observation): boolean => !one.coldStart;

  return [
    {
      name: "cold start: INIT, by Lambda",
      unit: "ms",
      digits: 0,
      comparison: compare(readInitMs(lines, baseline), readInitMs(lines, candidate), median),
      target: { percent: -65, words: "−65 % (row 17; −30 to −50 % by row 2)" },
    },
    {
      name: "cold start: the first request after INIT",
      unit: "ms",
      digits: 0,
      comparison: both(cold, (one) => one.responseMs),
    },
    {
      name: "routing, warm, median",
      unit: "ms",
      digits: 2,
      comparison: both(warm, (one) => one.routingMs),
      target: { percent: -50, words: "−50 to −70 % (row 1)" },
    },
    {
      name: "routing, warm, mean",
      unit: "ms",
      digits: 1,
      comparison: both(warm, (one) => one.routingMs, mean),
      target: { percent: -50, words: "−50 to −70 % (row 1)" },
    },
    {
      name: "routing where the language model decided, warm",
      unit: "ms",
      digits: 0,
      comparison: both(
        (one) => warm(one) && one.byLlm,
        (one) => one.routingMs,
      ),
    },
    {
      name: "response, warm, mean",
      unit: "ms",
      digits: 1,
      comparison: both(warm, (one) => one.responseMs, mean),
      target: { percent: -30, words: "−30 % (row 17)" },
    },
    {
      name: "cost per request, mean",
      unit: "µ$",
      digits: 2,
      comparison: both(
        () => true,
        (one) => one.costMicroDollars,
        mean,
      ),
      target: { percent: 0, words: "kept or better (row 17)" },
    },
  ];
}

/** What is counted rather than compared. */
export interface Counts {
  readonly requests: number;
  readonly coldStarts: number;
  readonly failed: number;
  readonly llmSharePercent: number;
  readonly maxMemoryMb: number;
}

export function counts(lines: readonly LogLine[], version: string): Counts {
  const own = readObservations(lines, [version]);
  return {
    requests: own.length,
    coldStarts: own.filter(({ coldStart }) => coldStart).length,
    failed: own.filter(({ failed }) => failed).length,
    llmSharePercent: (100 * own.filter(({ byLlm }) => byLlm).length) / own.length,
    maxMemoryMb: readMaxMemoryMb(lines, version),
  };
}

const HEAD = `| | naive | Switchyard | change | 95 % interval | the brief | verdict |
| --- | --- | --- | --- | --- | --- | --- |`;

/** The figures as a table in Markdown. */
export function figureTable(rows: readonly Figure[]): string {
  return [HEAD, ...rows.map(figureRow)].join("\n");
}

function figureRow({ name, unit, digits, comparison, target }: Figure): string {
  const { baseline, candidate, changePercent, interval } = comparison;
  const cells = [
    name,
    `${baseline.toFixed(digits)} ${unit}`,
    `${candidate.toFixed(digits)} ${unit}`,
    percent(changePercent),
    `${percent(interval[0])} to ${percent(interval[1])}`,
    target?.words ?? "–",
    target === undefined ? "–" : verdict(comparison, target.percent),
  ];
  return `| ${cells.join(" | ")} |`;
}

function percent(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)} %`;
}

export function countTable(naive: Counts, switchyard: Counts): string {
  const row = (name: string, value: (counts: Counts) => string): string =>
    `| ${name} | ${value(naive)} | ${value(switchyard)} |`;
  return [
    "| | naive | Switchyard |\n| --- | --- | --- |",
    row("requests", ({ requests }) => String(requests)),
    row("of these cold starts", ({ coldStarts }) => String(coldStarts)),
    row("failed", ({ failed }) => String(failed)),
    row("decided by the language model", ({ llmSharePercent }) => `${llmSharePercent.toFixed(0)} %`),
    row("most memory used, of 512 MB", ({ maxMemoryMb }) => `${maxMemoryMb} MB`),
  ].join("\n");
}

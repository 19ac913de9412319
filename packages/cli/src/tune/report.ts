import { printTable } from "../model/print-table.ts";
import { printable, type Terminal } from "../terminal.ts";
import { type Advice, GOALS, type Goal, type Recommendation } from "./advice.ts";
import type { Figures } from "./figures.ts";
import type { PriceList } from "./prices.ts";

export interface TuneReport {
  readonly stage: string;
  readonly functionName: string;
  readonly version: string;
  readonly architecture: string;
  readonly presentMb: number;
  readonly priceList: PriceList;
  readonly costWeight: number;
  readonly figures: readonly Figures[];
  readonly advice: Advice;
  readonly chart: string | undefined;
}

/** What was measured, what it means, and for whom. */
export function printTuning(terminal: Terminal, report: TuneReport): void {
  const { functionName, version, architecture, presentMb, priceList, figures, advice } = report;
  terminal.out(
    `${terminal.style("bold", `${functionName} version ${version}`)} (${architecture}, ${presentMb} MB now), ${priceList.source === "stage" ? "at the stage's prices" : "at list prices of us-east-1"}`,
  );
  terminal.out("");
  printTable(terminal, [
    [
      "memory",
      "warm calls",
      "median",
      "95 %",
      "a million",
      "cold starts",
      "INIT",
      "first answer",
      "memory used",
    ],
    ...figures.map(row),
  ]);
  terminal.out("");
  for (const { memoryMb, why } of advice.leftOut)
    terminal.out(printable(`  ${memoryMb} MB is left out: ${why}.`));
  if (advice.kind === "refused") {
    terminal.out("  No size is advised:");
    for (const reason of advice.reasons) terminal.out(printable(`    ${reason}`));
  } else {
    const present = figures.find(({ memoryMb }) => memoryMb === presentMb);
    for (const goal of GOALS) {
      const { memoryMb } = advice.for[goal];
      terminal.out(
        `  ${terminal.style("green", `${goal.padEnd(8)} ${memoryMb} MB`)}: ${reasonOf(goal, advice.for[goal], present)}`,
      );
    }
    terminal.out(
      `  (balanced: cost counts ${Math.round(100 * report.costWeight)} %, time ${Math.round(100 * (1 - report.costWeight))} %)`,
    );
  }
  if (report.chart !== undefined) terminal.out(`chart: ${report.chart}`);
}

function row(figures: Figures): readonly string[] {
  const { memoryMb, warmCalls, durationMs, p95Ms, costMicroDollars, cold, maxMemoryMb } = figures;
  return [
    `${memoryMb} MB`,
    String(warmCalls),
    milliseconds(durationMs),
    milliseconds(p95Ms),
    dollars(costMicroDollars),
    ...(cold === undefined
      ? ["–", "–", "–"]
      : [String(cold.starts), milliseconds(cold.initMs), milliseconds(cold.totalMs)]),
    `${maxMemoryMb} MB`,
  ];
}

/** What the size brings against the present one, and how sure it is. */
export function reasonOf(goal: Goal, advised: Recommendation, present: Figures | undefined): string {
  const { memoryMb, durationMs, costMicroDollars, closeTo, share } = advised;
  const figures = `${milliseconds(durationMs)} and ${dollars(costMicroDollars)} a million calls`;
  const against =
    present === undefined || present.memoryMb === memoryMb
      ? ""
      : `; against now ${change(durationMs, present.durationMs)} time, ${change(costMicroDollars, present.costMicroDollars)} cost`;
  const isPresent = present?.memoryMb === memoryMb ? " (as now)" : "";
  return `${figures}${isPresent}${against}. ${sureness(goal, closeTo, share)}`;
}

function sureness(goal: Goal, closeTo: readonly number[], share: number): string {
  const won = `${Math.round(100 * share)} % of the resamplings`;
  if (closeTo.length === 0) return `Clear: the best in ${won}.`;
  const others = `${closeTo.join(", ")} MB`;
  switch (goal) {
    case "cheapest":
      return `Close: ${others} may cost as little; of these it is the fastest (cheapest in ${won}).`;
    case "fastest":
      return `Close: ${others} may be as fast; of these it costs the least (fastest in ${won}).`;
    case "balanced":
      return `Close: ${others} may be as good; of these it costs the least (best in ${won}).`;
  }
}

function change(now: number, before: number): string {
  if (before === 0) return now === 0 ? "the same" : "more";
  const percent = Math.round(100 * (now / before - 1));
  return percent === 0 ? "the same" : `${percent > 0 ? "+" : "−"}${Math.abs(percent)} %`;
}

export function milliseconds(ms: number): string {
  return `${ms < 10 ? ms.toFixed(2) : ms < 100 ? ms.toFixed(1) : Math.round(ms).toLocaleString("en-US")} ms`;
}

/** Of a million calls: as many dollars as one costs micro-dollars. */
export function dollars(microDollars: number): string {
  return `$${microDollars < 100 ? microDollars.toFixed(2) : Math.round(microDollars).toLocaleString("en-US")}`;
}

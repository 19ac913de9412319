import { grouped, percent } from "../model/numbers-text.ts";
import { printTable } from "../model/print-table.ts";
import { printable, type Terminal } from "../terminal.ts";
import type { Histogram } from "./histogram.ts";
import { type LoadOutcome, ratesOf } from "./outcome.ts";
import { type Group, LATE_MS, type Tally } from "./tally.ts";

const HEAD = [
  "kind",
  "method",
  "requests",
  "share",
  "p50",
  "p90",
  "p95",
  "p99",
  "max ms",
  "errors",
  "cold",
  "$ / 1,000",
];

/** Prints a result for a person. */
export function printLoad(terminal: Terminal, outcome: LoadOutcome): void {
  const { out, style } = terminal;
  const { tally, seed, process } = outcome;
  const { total } = tally;
  const rates = ratesOf(outcome);
  out(style("bold", `${grouped(total.requests)} requests to ${outcome.target.apiUrl} (${outcome.stage})`));
  out(
    `  sent ${rates.sentPerSecond.toFixed(1)} a second, planned ${rates.plannedPerSecond.toFixed(1)}; ${process} arrivals, seed ${seed}`,
  );
  out("");
  out(style("bold", "From when a request was due to the end of its answer"));
  const rows = tally.groups.map((group) => rowOf(group, total.requests));
  printTable(terminal, [HEAD, ...rows, rowOf({ ...total, method: "" }, total.requests)]);
  out("");
  out(`  from when it was sent (service time): ${percentilesText(total.service)}`);
  out(`  status codes: ${countsText(tally.statuses)}`);
  if (tally.unanswered.size > 0) out(`  no answer: ${countsText(tally.unanswered)}`);
  if (tally.versions.size > 0) out(`  versions: ${countsText(tally.versions)}`);
  out(`  cold starts: ${total.coldStarts}; from the gateway's cache: ${total.cached}`);
  for (const note of notesOf(tally)) out(`  ${style("yellow", "note")} ${note}`);
  out("");
  out(
    style(
      "dim",
      "  Costs: gateway and function at the stage's prices and the time that each answer says; environments' starts and\n" +
        "  the model's tokens as `switchyard cost` assumes them. Without the agents, which have bills of their own.",
    ),
  );
}

/** What weakens a result. */
export function notesOf({ censored, queued, late }: Tally): readonly string[] {
  return [
    ...(censored > 0
      ? [
          `${censored} without an answer in time count with the time that they waited: percentiles beyond them are lower bounds.`,
        ]
      : []),
    ...(queued > 0
      ? [
          `${queued} waited to be sent, because --max-in-flight were on their way; the wait is in their latency.`,
        ]
      : []),
    ...(late > 0
      ? [`${late} were sent more than ${LATE_MS} ms late by this machine: it may be too slow for the rate.`]
      : []),
  ];
}

function rowOf(group: Group, all: number): readonly string[] {
  const { latency } = group;
  const at = (share: number) => milliseconds(latency.percentileMs(share));
  return [
    group.kind,
    group.method === "none" ? "–" : group.method,
    grouped(group.requests),
    percent(all === 0 ? undefined : group.requests / all),
    at(50),
    at(90),
    at(95),
    at(99),
    milliseconds(latency.maxMs),
    String(group.errors),
    String(group.coldStarts),
    dollarsPerThousand(group),
  ];
}

/** Of the answered requests; undefined where there are none. */
export function microDollarsEach({ microDollars, service }: Group): number | undefined {
  return service.count === 0 ? undefined : microDollars / service.count;
}

function dollarsPerThousand(group: Group): string {
  const each = microDollarsEach(group);
  return each === undefined ? "–" : (each / 1000).toFixed(4);
}

function percentilesText(histogram: Histogram): string {
  const at = (share: number) => `p${share} ${milliseconds(histogram.percentileMs(share))}`;
  return `${[50, 90, 95, 99].map(at).join(", ")}, max ${milliseconds(histogram.maxMs)} ms`;
}

function countsText(counts: ReadonlyMap<number | string, number>): string {
  const parts = [...counts].map(([key, count]) => `${printable(String(key))} × ${grouped(count)}`);
  return parts.length === 0 ? "–" : parts.join(", ");
}

function milliseconds(ms: number | undefined): string {
  if (ms === undefined) return "–";
  return ms < 100 ? ms.toFixed(1) : grouped(Math.round(ms));
}

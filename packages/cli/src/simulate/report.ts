import type { Plan, Share, SimulationSummary, Spread, VersionBehaviour, World } from "@switchyard/rollout";
import type { Terminal } from "../terminal.ts";

export interface Report {
  readonly plan: Plan;
  readonly world: World;
  readonly seed: number;
  readonly untilMinutes: number;
  readonly alarms: boolean;
  /** Whether the latency thresholds were laid where stable's percentiles are, as a start in service does. */
  readonly thresholdsFrozen: boolean;
  readonly summary: SimulationSummary;
  readonly chart: string | undefined;
}

/** Whether the candidate is worse than stable in anything, at any time. */
export function isWorse({ stable, candidate, turns }: World): boolean {
  const keys = Object.keys(stable) as (keyof VersionBehaviour)[];
  return [candidate, ...turns.map((turn) => turn.candidate)].some((behaviour) =>
    keys.some((key) => behaviour[key] > stable[key]),
  );
}

export function reportJson(report: Report): string {
  const { plan, world, seed, untilMinutes, alarms, thresholdsFrozen, summary, chart } = report;
  const worse = isWorse(world);
  return JSON.stringify({
    plan: plan.name,
    world: world.name,
    runs: summary.runs,
    seed,
    until_minutes: untilMinutes,
    alarms,
    thresholds_frozen: thresholdsFrozen,
    candidate: worse ? "worse" : "not worse",
    false_rollback: worse ? null : summary.rolledBack,
    detection: worse ? summary.rolledBack : null,
    rolled_back: summary.rolledBack,
    rolled_back_before_100_percent: summary.rolledBackBefore100,
    completed: summary.completed,
    paused: summary.paused,
    unfinished: summary.unfinished,
    causes: summary.causes,
    minutes_to_rollback: summary.minutesToRollback ?? null,
    minutes_to_completion: summary.minutesToCompletion ?? null,
    failed_candidate_requests: summary.candidateFailures ?? null,
    failed_requests: summary.failures ?? null,
    ...(chart === undefined ? {} : { chart }),
  });
}

export function printReport(terminal: Terminal, report: Report): void {
  const { plan, world, summary, alarms, untilMinutes, seed } = report;
  const watched = alarms ? "the judge and the alarms" : "the judge";
  terminal.out(
    `${terminal.style("bold", `${plan.name} in ${world.name}`)}: ${grouped(summary.runs)} runs from seed ${seed}, ${grouped(untilMinutes)} minutes at most, watched by ${watched}`,
  );
  const rolledBack = isWorse(world) ? "caught (rolled back)" : "false rollback";
  const rows: (readonly string[])[] = [
    ["", "share", "95 % interval", "median", "5 % to 95 %"],
    [rolledBack, ...shareCells(summary.rolledBack), ...minuteCells(summary.minutesToRollback)],
    ["completed", ...shareCells(summary.completed), ...minuteCells(summary.minutesToCompletion)],
    ["paused for a person", ...shareCells(summary.paused), "", ""],
    ["unfinished", ...shareCells(summary.unfinished), "", ""],
  ];
  printTable(terminal, rows);
  printTable(terminal, [
    ["", "mean", "median", "95 %", "most"],
    ["failed by the candidate", ...countCells(summary.candidateFailures)],
    ["failed in all", ...countCells(summary.failures)],
  ]);
  if (report.chart !== undefined) terminal.out(`chart of the first run: ${report.chart}`);
}

function shareCells({ share, lower, upper }: Share): readonly string[] {
  return [percent(share), `${percent(lower)} to ${percent(upper)}`];
}

function minuteCells(spread: Spread | undefined): readonly string[] {
  return spread === undefined
    ? ["–", ""]
    : [`${round(spread.median)} min`, `${round(spread.p05)} to ${round(spread.p95)} min`];
}

function countCells(spread: Spread | undefined): readonly string[] {
  if (spread === undefined) return ["–", "–", "–", "–"];
  return [spread.mean, spread.median, spread.p95, spread.highest].map(round);
}

function printTable(terminal: Terminal, rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  terminal.out("");
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    terminal.out(cells.join("   ").trimEnd());
  }
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(2))} %`;
}

function round(number: number): string {
  return grouped(number < 100 ? Number(number.toFixed(1)) : Math.round(number));
}

function grouped(number: number): string {
  return number.toLocaleString("en-US");
}

import type { Share, SimulationSummary } from "@switchyard/rollout";

/** 0.0015 as "0.15 %": two digits that mean something, and never more than one decimal above 1 %. */
export function percent(share: number): string {
  const number = 100 * share;
  if (number === 0) return "0 %";
  if (number === 100) return "100 %";
  return `${number.toFixed(number < 1 || number > 99 ? 2 : 1).replace(/[.]?0+$/, "")} %`;
}

/** The share, and the upper end of its 95 % interval. */
export function percentAtMost({ share, upper }: Share): string {
  return `${percent(share)} (≤ ${percent(upper)})`;
}

export function count(number: number): string {
  if (number < 100) return number.toFixed(1).replace(/[.]0$/, "");
  return Math.round(number).toLocaleString("en-US");
}

/** 154 as "2 h 34 min"; "–" where there is none. */
export function duration(minutes: number | undefined): string {
  if (minutes === undefined) return "–";
  const whole = Math.round(minutes);
  if (minutes < 10) return `${count(minutes)} min`;
  if (whole < 120) return `${whole} min`;
  const hours = Math.floor(whole / 60);
  return whole % 60 === 0 ? `${hours} h` : `${hours} h ${whole % 60} min`;
}

/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** "100 %, 4 min, 3.2": share that was caught, median time until then, failed canary requests on average. */
export function caught({ rolledBack, minutesToRollback, candidateFailures }: SimulationSummary): string {
  const minutes = minutesToRollback === undefined ? "–" : duration(minutesToRollback.median);
  return `${percent(rolledBack.share)}, ${minutes}, ${count(candidateFailures?.mean ?? 0)}`;
}

import type { KpiRow } from "@switchyard/cli/rehearse";
import { mean, median } from "./compare.ts";
import type { Arms } from "./figures.ts";
import { type LogLine, type Observation, readMaxMemoryMb, readObservations } from "./observations.ts";

/** What the log says of a figure; undefined where it says nothing. */
type Reading = (own: readonly Observation[]) => number | undefined;

const values = (own: readonly Observation[], of: (one: Observation) => number | undefined) =>
  own.flatMap((one) => of(one) ?? []);
const medianOf = (numbers: readonly number[]) =>
  numbers.length === 0 ? undefined : median(numbers.toSorted((a, b) => a - b));
const share = (own: readonly Observation[], is: (one: Observation) => boolean) =>
  own.length === 0 ? undefined : own.filter(is).length / own.length;

const READINGS: Readonly<Record<string, Reading>> = {
  "cold-start": (own) => medianOf(values(own, ({ initMs }) => initMs)),
  "routing-time": (own) => medianOf(values(own, ({ routingMs }) => routingMs)),
  "response-time": (own) => medianOf(values(own, ({ responseMs }) => responseMs)),
  "warm-share": (own) => share(own, ({ coldStart }) => !coldStart),
  "error-rate": (own) => share(own, ({ failed }) => failed),
  "cost-per-request": (own) =>
    own.length === 0 ? undefined : mean(own.map(({ costMicroDollars }) => costMicroDollars)),
};

/**
 * Figures of a report, which reads metrics on a grid and whole minutes of them, whose bounds do not hold what every
 * single line of the log says; and those that the report has no bounds for. Two ways to one number should agree.
 */
export function contradictionsOf(
  report: readonly KpiRow[],
  lines: readonly LogLine[],
  arms: Arms,
): readonly string[] {
  const found = report.flatMap((row) =>
    (["baseline", "candidate"] as const).flatMap((arm) => {
      const logged = READINGS[row.id]?.(readObservations(lines, [arms[arm]]));
      if (logged === undefined) return [];
      const { lower = Number.NaN, upper = Number.NaN, value } = row[arm] ?? {};
      return lower <= logged && logged <= upper
        ? []
        : [`${row.id} of the ${arm}: ${logged} by the log, ${value} (${lower} to ${upper}) by the report`];
    }),
  );
  const told = report.find(({ id }) => id === "memory")?.candidate?.value;
  const most = readMaxMemoryMb(lines, arms.candidate);
  return told !== undefined && told <= most
    ? found
    : [...found, `memory of the candidate: at most ${most} MB by the log, ${told} by the report`];
}

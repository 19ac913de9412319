import { table } from "../releases/format.ts";
import { VARIANTS, type VariantId } from "../variants/variants.ts";
import { GOALS } from "./goals.ts";
import { comparedWith, type MeasuredCell } from "./run.ts";
import { type StartSummary, summarise } from "./summary.ts";

const NONE = "–";

/** Every variant in one cell, the goals for it last. */
export function startTable(cell: MeasuredCell, skipped: ReadonlyMap<VariantId, string>): string {
  const rows = VARIANTS.map(({ id, title }) => {
    const starts = cell.starts.get(id);
    if (starts === undefined)
      return [title, ...COLUMNS.map(() => NONE)].with(1, skippedCell(skipped.get(id)));
    const { floor, naive } = comparedWith(cell);
    const summary = summarise(starts, floor, naive);
    return [title, ...COLUMNS.map(({ say }) => say(summary))];
  });
  const goals = GOALS.filter(({ event, regime }) => event === cell.event.id && regime === cell.regime.id).map(
    ({ name, ...goal }) => [name, ...COLUMNS.map(({ goal: key }) => atMost(key && goal[key]))],
  );
  return table(["variant", ...COLUMNS.map(({ head }) => head)], [...rows, ...goals]);
}

interface Column {
  readonly head: string;
  readonly say: (summary: StartSummary) => string;
  readonly goal?: "firstAnswerOverFloor" | "firstAnswerOverNaive" | "cpuOverFloor";
}

const COLUMNS: readonly Column[] = [
  {
    head: "first answer ms (p25)",
    say: ({ firstAnswerMs: { p25, p50 } }) => `${ms(p50)} (${ms(p25)})`,
  },
  {
    head: "× floor",
    say: ({ overFloor }) => times(overFloor.firstAnswer),
    goal: "firstAnswerOverFloor",
  },
  {
    head: "× naive",
    say: ({ overNaive }) => times(overNaive?.firstAnswer),
    goal: "firstAnswerOverNaive",
  },
  { head: "INIT ms", say: ({ initMs }) => ms(initMs) },
  { head: "request ms", say: ({ invokeMs }) => ms(invokeMs) },
  { head: "CPU ms", say: ({ cpuMs }) => ms(cpuMs) },
  { head: "CPU × floor", say: ({ overFloor }) => times(overFloor.cpu), goal: "cpuOverFloor" },
  { head: "peak memory MB", say: ({ peakMemoryMb }) => ms(peakMemoryMb) },
  { head: "memory × floor", say: ({ overFloor }) => times(overFloor.peakMemory) },
];

function skippedCell(reason: string | undefined): string {
  return `left out: ${reason ?? "no reason is known"}`;
}

function times(ratio: number | undefined): string {
  return ratio === undefined ? NONE : ratio.toFixed(2);
}

function ms(value: number | undefined): string {
  if (value === undefined) return NONE;
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

function atMost(goal: number | undefined): string {
  return goal === undefined ? NONE : `≤ ${goal.toFixed(2)}`;
}

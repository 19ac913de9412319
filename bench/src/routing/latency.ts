import type { LoadedModel } from "./contender.ts";

/** Of a query, in microseconds. */
export interface Latency {
  readonly p50Us: number;
  readonly p99Us: number;
}

/** The medians over passes. */
export interface MeasuredLatency extends Latency {
  /** As multiples of the baseline in the same pass, a moment before or after: machines are noisy, and often both ways. */
  readonly p50Ratio: number;
  readonly p99Ratio: number;
}

/**
 * Asks every model every question, one at a time, `passes` times; the models take turns. The models must be warm. A pass
 * adds a space of its own to the questions: node-nlp remembers the words of a text that it has seen.
 */
export async function measureLatency(
  models: ReadonlyMap<string, LoadedModel>,
  baseline: string,
  questions: readonly string[],
  passes: number,
): Promise<ReadonlyMap<string, MeasuredLatency>> {
  const measured = new Map<string, Latency[]>([...models.keys()].map((id) => [id, []]));
  for (let pass = 1; pass <= passes; pass++) {
    const asked = questions.map((question) => question + " ".repeat(pass));
    for (const [id, model] of models) measured.get(id)?.push(summarise(await timesUs(model, asked)));
  }
  const yardstick = measured.get(baseline);
  if (yardstick === undefined) throw new Error(`expected the baseline "${baseline}" among the models`);
  return new Map([...measured].map(([id, seen]) => [id, compare(seen, yardstick)]));
}

/** Medians and median ratios of passes that were made side by side. */
export function compare(passes: readonly Latency[], baseline: readonly Latency[]): MeasuredLatency {
  const ratio = (of: (latency: Latency) => number) =>
    median(passes.flatMap((pass, index) => (baseline[index] ? [of(pass) / of(baseline[index])] : [])));
  return {
    p50Us: median(passes.map(({ p50Us }) => p50Us)),
    p99Us: median(passes.map(({ p99Us }) => p99Us)),
    p50Ratio: ratio(({ p50Us }) => p50Us),
    p99Ratio: ratio(({ p99Us }) => p99Us),
  };
}

export function median(numbers: readonly number[]): number {
  return percentile(numbers, 0.5);
}

/** By nearest rank: a number that was measured. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

function summarise(us: readonly number[]): Latency {
  return { p50Us: percentile(us, 0.5), p99Us: percentile(us, 0.99) };
}

async function timesUs({ predict }: LoadedModel, questions: readonly string[]): Promise<readonly number[]> {
  const times: number[] = [];
  for (const question of questions) {
    const startedNs = process.hrtime.bigint();
    const prediction = predict(question);
    // Waiting for a value that is already there would cost a synchronous contender a turn of the queue.
    if (prediction instanceof Promise) await prediction;
    times.push(Number(process.hrtime.bigint() - startedNs) / 1_000);
  }
  return times;
}

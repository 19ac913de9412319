import type { TracedMinute } from "@switchyard/rollout";

/** A time in which the candidate had one weight above 0. */
export interface Stretch {
  readonly fromMinute: number;
  readonly toMinute: number;
  /** Percent. */
  readonly weight: number;
}

/** A traced weight is in force from the end of its minute on. */
export function stretchesOf(trace: readonly Pick<TracedMinute, "minute" | "weight">[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  trace.forEach(({ minute, weight }, index) => {
    const next = trace[index + 1];
    if (weight === 0 || next === undefined) return;
    const last = stretches.at(-1);
    if (last !== undefined && last.weight === weight && last.toMinute === minute) {
      stretches[stretches.length - 1] = { ...last, toMinute: next.minute };
    } else stretches.push({ fromMinute: minute, toMinute: next.minute, weight });
  });
  return stretches;
}

import { EVENTS } from "../variants/events.ts";
import { VARIANTS, type VariantId } from "../variants/variants.ts";
import type { Start } from "./measure-start.ts";
import { REGIMES } from "./regimes.ts";
import type { MeasuredCell } from "./run.ts";

export function startOf(initMs: number, other: Partial<Start> = {}): Start {
  return { initMs, invokeMs: 10, cpuMs: 2 * initMs, peakMemoryMb: initMs + 10, ...other };
}

/** Every cell of a complete run: the floor takes 30 ms, and each variant 10 ms more than the one above it. */
export function measuredCells(leftOut: readonly VariantId[] = []): readonly MeasuredCell[] {
  const starts = new Map(
    VARIANTS.flatMap(({ id }, index): readonly (readonly [VariantId, readonly Start[]])[] =>
      leftOut.includes(id) ? [] : [[id, [startOf(20 + 10 * index), startOf(20 + 10 * index)]]],
    ),
  );
  return EVENTS.flatMap((event) => REGIMES.map((regime) => ({ event, regime, starts })));
}

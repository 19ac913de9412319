import { findCpuLimiter } from "@switchyard/local-cloud/cpu-limit";
import { createRandom } from "../random.ts";
import { type BenchEvent, checkAnswer, checkCodeCache } from "../variants/events.ts";
import { CODE_CACHED_VARIANTS, EMPTY_VARIANTS, FLOOR, NAIVE, type VariantId } from "../variants/variants.ts";
import { openWorkplace } from "../variants/workplace.ts";
import { measureStart, type Start } from "./measure-start.ts";
import { REGIMES, type Regime } from "./regimes.ts";
import { schedule, WARM_UP_ROUNDS } from "./schedule.ts";

export interface RunOptions {
  readonly events: readonly BenchEvent[];
  readonly rounds: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

export interface Cell {
  readonly event: BenchEvent;
  readonly regime: Regime;
}

/** The starts of every variant in one cell, in the order of the rounds. */
export interface MeasuredCell extends Cell {
  readonly starts: ReadonlyMap<VariantId, readonly Start[]>;
}

export interface RunResult {
  readonly cells: readonly MeasuredCell[];
  /** Why variants, or the limited CPU, were left out. */
  readonly skippedVariants: ReadonlyMap<VariantId, string>;
  readonly skippedBurst: string | undefined;
}

/**
 * Measures every variant on every event in every regime that this machine can do.
 *
 * @throws Error when a variant does not answer as it should
 */
export async function runColdStarts({ events, rounds, seed, say }: RunOptions): Promise<RunResult> {
  const limiter = findCpuLimiter();
  const group = limiter.kind === "available" ? limiter.open("bench") : undefined;
  const workplace = await openWorkplace(say);
  try {
    const regimes = REGIMES.filter(({ cpus }) => cpus === undefined || group !== undefined);
    const cells = events.flatMap((event) =>
      regimes.map((regime) => {
        const starts = new Map<VariantId, Start[]>(workplace.ready.map((id) => [id, []]));
        return { event, regime, starts };
      }),
    );
    let said: number | undefined;
    for (const { round, cell, variant } of schedule(cells, workplace.ready, rounds, createRandom(seed))) {
      if (round !== said) say(`Round ${round + WARM_UP_ROUNDS + 1} of ${rounds + WARM_UP_ROUNDS}`);
      said = round;
      const { event, regime } = cell;
      const start = await measureStart(workplace.program(variant, event), event.payload, {
        check: (answer, output) => {
          if (!EMPTY_VARIANTS.has(variant)) checkAnswer(answer, event);
          if (CODE_CACHED_VARIANTS.has(variant)) checkCodeCache(output);
        },
        ...(regime.cpus === undefined || group === undefined ? {} : { burst: { group, cpus: regime.cpus } }),
      }).catch((error: unknown) => {
        throw new Error(`${variant} failed (${event.id}, ${regime.id})`, { cause: error });
      });
      if (round >= 0) cell.starts.get(variant)?.push(start);
    }
    return {
      cells,
      skippedVariants: workplace.skipped,
      skippedBurst: limiter.kind === "unavailable" ? limiter.reason : undefined,
    };
  } finally {
    group?.close();
    await workplace.close();
  }
}

/** Of a cell: the variants that every other is compared with. */
export function comparedWith(cell: MeasuredCell): {
  readonly floor: readonly Start[];
  readonly naive: readonly Start[] | undefined;
} {
  const floor = cell.starts.get(FLOOR);
  if (floor === undefined) throw new Error("expected the floor among the variants, found none");
  return { floor, naive: cell.starts.get(NAIVE) };
}

import { table } from "../releases/format.ts";
import { FLOOR, VARIANTS, type VariantId } from "../variants/variants.ts";
import type { Block } from "./block.ts";
import { GOALS } from "./goals.ts";
import { MEMORY_AT } from "./run.ts";
import { summarise } from "./summary.ts";

const NONE = "–";

/** Speed of each variant with so many environments, the goals last. */
export function speedTable(environments: number, blocks: ReadonlyMap<VariantId, readonly Block[]>): string {
  const floor = blocks.get(FLOOR);
  if (floor === undefined) throw new Error("expected the floor among the variants, found none");
  const rows = [...blocks].map(([id, ofVariant]) => {
    const { requestsPerSecond, p50Us, p99Us, overFloor } = summarise(ofVariant, floor);
    return [
      titleOf(id),
      whole(requestsPerSecond),
      overFloor.requestsPerSecond.toFixed(2),
      whole(p50Us),
      overFloor.p50.toFixed(2),
      whole(p99Us),
      overFloor.p99.toFixed(2),
    ];
  });
  const goals = environments === 1 ? GOALS : [];
  return table(
    ["variant", "requests/s", "× floor", "p50 µs", "p50 × floor", "p99 µs", "p99 × floor"],
    [
      ...rows,
      ...goals.map(({ name, p50OverFloor }) => [
        name,
        NONE,
        NONE,
        NONE,
        `≤ ${p50OverFloor.toFixed(2)}`,
        NONE,
        NONE,
      ]),
    ],
  );
}

/** Memory in use after so many requests. */
export function memoryTable(memoryMb: ReadonlyMap<VariantId, readonly (number | undefined)[]>): string {
  return table(
    ["variant", ...MEMORY_AT.map((requests) => `MB after ${whole(requests)}`)],
    [...memoryMb].map(([id, megabytes]) => [
      titleOf(id),
      ...megabytes.map((mb) => (mb === undefined ? NONE : mb.toFixed(1))),
    ]),
  );
}

function titleOf(id: VariantId): string {
  return VARIANTS.find((variant) => variant.id === id)?.title ?? id;
}

function whole(number: number): string {
  return Math.round(number).toLocaleString("en-US");
}

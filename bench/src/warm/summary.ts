import { median } from "../routing/latency.ts";
import type { Block } from "./block.ts";

/** Medians over the blocks of a variant. */
export interface WarmSummary extends Block {
  /** Medians of what each pair of blocks gives, made within the same second. */
  readonly overFloor: { readonly requestsPerSecond: number; readonly p50: number; readonly p99: number };
}

/** @throws Error when the lists are not equally long: the blocks of one round are at the same place in each. */
export function summarise(blocks: readonly Block[], floor: readonly Block[]): WarmSummary {
  if (blocks.length !== floor.length) {
    throw new Error(`expected as many blocks of both, found ${blocks.length} and ${floor.length}`);
  }
  const middle = (of: (block: Block) => number) => median(blocks.map(of));
  const ratio = (of: (block: Block) => number) =>
    median(blocks.flatMap((block, round) => (floor[round] ? [of(block) / of(floor[round])] : [])));
  return {
    requestsPerSecond: middle(({ requestsPerSecond }) => requestsPerSecond),
    p50Us: middle(({ p50Us }) => p50Us),
    p99Us: middle(({ p99Us }) => p99Us),
    overFloor: {
      requestsPerSecond: ratio(({ requestsPerSecond }) => requestsPerSecond),
      p50: ratio(({ p50Us }) => p50Us),
      p99: ratio(({ p99Us }) => p99Us),
    },
  };
}

import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { type RunOutcome, type SimulationSummary, summarise } from "@switchyard/rollout";
import type { Cell } from "./cells.ts";

/** A part of a cell's runs. */
export interface Task {
  readonly cell: Cell;
  readonly fromSeed: number;
  readonly runs: number;
}

export interface PoolOptions {
  readonly workers: number;
  readonly seed: number;
  readonly runs: number;
  /** Called after each cell that is done. */
  readonly onCell: (done: number) => void;
}

/** Runs every cell, and gives a summary for each in the same order. The same seed gives the same numbers. */
export async function runCells(
  cells: readonly Cell[],
  { workers, seed, runs, onCell }: PoolOptions,
): Promise<readonly SimulationSummary[]> {
  const summaries: SimulationSummary[] = [];
  let next = 0;
  let done = 0;
  async function work(): Promise<void> {
    const worker = new Worker(new URL("worker.ts", import.meta.url));
    try {
      for (let index = next++; index < cells.length; index = next++) {
        const cell = cells[index];
        if (cell === undefined) return;
        summaries[index] = summarise(await ask(worker, { cell, fromSeed: seed, runs }));
        done += 1;
        onCell(done);
      }
    } finally {
      await worker.terminate();
    }
  }
  await Promise.all(Array.from({ length: workers }, work));
  return summaries;
}

async function ask(worker: Worker, task: Task): Promise<readonly RunOutcome[]> {
  // Rejects when the worker fails.
  const answer = once(worker, "message");
  worker.postMessage(task);
  const [outcomes] = (await answer) as [readonly RunOutcome[]];
  return outcomes;
}

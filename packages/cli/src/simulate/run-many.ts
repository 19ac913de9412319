import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { RunOutcome, Simulation } from "@switchyard/rollout";
import { runSeeds } from "./run-seeds.ts";

/** One release in one world, as often as there are seeds. */
export interface Batch {
  readonly simulation: Omit<Simulation, "seed" | "traced">;
  readonly fromSeed: number;
  readonly runs: number;
}

/** Fewer runs than this are done before a worker has started. */
const FEWEST_RUNS_FOR_A_WORKER = 50;

/** Runs the batch on all processors. The same batch gives the same outcomes in the same order. */
export async function runMany(batch: Batch): Promise<readonly RunOutcome[]> {
  const workers = Math.min(availableParallelism(), Math.floor(batch.runs / FEWEST_RUNS_FOR_A_WORKER));
  if (workers < 2) return runSeeds(batch);
  const each = Math.ceil(batch.runs / workers);
  const parts = Array.from({ length: workers }, (_, index) => ({
    ...batch,
    fromSeed: batch.fromSeed + index * each,
    runs: Math.min(each, batch.runs - index * each),
  }));
  return (await Promise.all(parts.map(runInWorker))).flat();
}

async function runInWorker(batch: Batch): Promise<readonly RunOutcome[]> {
  const worker = new Worker(new URL("worker.ts", import.meta.url), { workerData: batch });
  const [outcomes] = (await once(worker, "message")) as [readonly RunOutcome[]];
  await worker.terminate();
  return outcomes;
}

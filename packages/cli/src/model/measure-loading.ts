import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { percentile } from "./measure-latency.ts";

const TIMES = 5;

/**
 * How long it takes from the bytes of a model to a classifier that can be asked, in milliseconds: the median of loads in
 * threads that have run nothing of it yet, as in a function that starts.
 */
export async function measureLoading(bytes: Uint8Array): Promise<number> {
  const workers = Array.from({ length: TIMES }, () => new Worker(new URL("load-worker.ts", import.meta.url)));
  try {
    // They start together, and load one after the other.
    await Promise.all(workers.map((worker) => once(worker, "message")));
    const loadMs: number[] = [];
    for (const worker of workers) {
      worker.postMessage(bytes);
      const [measured] = (await once(worker, "message")) as [number];
      loadMs.push(measured);
    }
    return percentile(loadMs, 0.5);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

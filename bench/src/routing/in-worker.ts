import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { TrainingSet } from "./contender.ts";
import { median } from "./latency.ts";

export type Task =
  | { readonly kind: "train"; readonly contender: string; readonly set: TrainingSet }
  | {
      readonly kind: "load";
      readonly contender: string;
      readonly bytes: Uint8Array;
      readonly question: string;
    };

export interface Training {
  readonly bytes: Uint8Array;
  readonly trainMs: number;
}

export interface Loading {
  /** From the bytes to a model that can be asked. */
  readonly loadMs: number;
  /** From the bytes to the first answer: what was put off is paid here. */
  readonly firstAnswerMs: number;
}

/** Trains in a thread of its own; undefined when it is not done within the limit. */
export async function trainWithin(
  limitMs: number,
  contender: string,
  set: TrainingSet,
): Promise<Training | undefined> {
  const limit = AbortSignal.timeout(limitMs);
  try {
    return await ask<Training>({ kind: "train", contender, set }, limit);
  } catch (error) {
    if (limit.aborted) return undefined;
    throw error;
  }
}

/** Loads the model several times, each in a thread that has run nothing of it yet. Medians. */
export async function measureLoading(
  contender: string,
  bytes: Uint8Array,
  question: string,
  times: number,
): Promise<Loading> {
  const loadings: Loading[] = [];
  for (let time = 0; time < times; time++) {
    loadings.push(await ask<Loading>({ kind: "load", contender, bytes, question }));
  }
  return {
    loadMs: median(loadings.map(({ loadMs }) => loadMs)),
    firstAnswerMs: median(loadings.map(({ firstAnswerMs }) => firstAnswerMs)),
  };
}

async function ask<Result>(task: Task, signal?: AbortSignal): Promise<Result> {
  const worker = new Worker(new URL("worker.ts", import.meta.url));
  try {
    // Rejects when the worker fails.
    const answer = once(worker, "message", { ...(signal !== undefined && { signal }) });
    worker.postMessage(task);
    const [result] = (await answer) as [Result];
    return result;
  } finally {
    await worker.terminate();
  }
}

import { parentPort, workerData } from "node:worker_threads";
import type { Batch } from "./run-many.ts";
import { runSeeds } from "./run-seeds.ts";

parentPort?.postMessage(await runSeeds(workerData as Batch));

import { parentPort } from "node:worker_threads";
import type { Task } from "./pool.ts";
import { runCell } from "./run-cell.ts";

parentPort?.on("message", ({ cell, fromSeed, runs }: Task) => {
  void runCell(cell, fromSeed, runs).then((outcomes) => parentPort?.postMessage(outcomes));
});

import { parentPort } from "node:worker_threads";
import { openContender } from "./contenders.ts";
import type { Loading, Task, Training } from "./in-worker.ts";

parentPort?.on("message", (task: Task) => {
  void perform(task).then((result) => parentPort?.postMessage(result));
});

async function perform(task: Task): Promise<Training | Loading> {
  const contender = await openContender(task.contender);
  const startedMs = performance.now();
  if (task.kind === "train") {
    const bytes = await contender.train(task.set);
    return { bytes, trainMs: performance.now() - startedMs };
  }
  const model = await contender.load(task.bytes);
  const loadedMs = performance.now();
  await model.predict(task.question);
  return { loadMs: loadedMs - startedMs, firstAnswerMs: performance.now() - startedMs };
}

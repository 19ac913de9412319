import { expect, it } from "vitest";
import { createScheduler } from "./scheduler.ts";

it("makes up for a minute that it slept through, once", () => {
  let nowMs = 3_600_000;
  let waiting: { readonly delayMs: number; readonly run: () => void } | undefined;
  const passes: (readonly [seconds: number, standard: boolean])[] = [];
  const scheduler = createScheduler({
    clock: {
      nowMs: () => nowMs,
      timer: (delayMs, run) => {
        waiting = { delayMs, run };
        return () => undefined;
      },
    },
    hasAlarms: () => true,
    evaluate: (standard) => void passes.push([nowMs / 1000 - 3600, standard]),
  });
  scheduler.wake();
  scheduler.wake();
  for (const lateMs of [0, 0, 150_000, 0, 0, 0]) {
    nowMs += (waiting?.delayMs ?? 0) + lateMs;
    waiting?.run();
  }
  expect(passes).toEqual([
    [5, false],
    [15, false],
    [175, true],
    [185, false],
    [195, false],
    [205, false],
  ]);
});

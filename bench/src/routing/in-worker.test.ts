import { describe, expect, it } from "vitest";
import { measureLoading, trainWithin } from "./in-worker.ts";
import { toySet } from "./sets.ts";

describe("trainWithin", () => {
  it("gives a stored model that loads and answers in a thread of its own", async () => {
    const training = await trainWithin(10_000, "keywords", toySet());
    expect(training?.trainMs).toBeGreaterThan(0);
    const { loadMs, firstAnswerMs } = await measureLoading(
      "keywords",
      training?.bytes ?? new Uint8Array(),
      "wake me up at six",
      1,
    );
    expect(firstAnswerMs).toBeGreaterThanOrEqual(loadMs);
  });

  it("gives up on a contender that is not done within the limit", async () => {
    expect(await trainWithin(1, "keywords", toySet())).toBeUndefined();
  });

  it("passes on why a training failed", async () => {
    await expect(trainWithin(10_000, "fastText", toySet())).rejects.toThrow('found "fastText"');
  });
});

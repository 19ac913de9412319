import { afterEach, describe, expect, it } from "vitest";
import { createFeed, type Feed, type Message } from "./feed.ts";
import { type Polling, startPolling } from "./poll.ts";
import { type FakeStage, fakeStage, pause } from "./testdata/stage-in-memory.ts";

const PACE = { releasesMs: 1, metricsMs: 1 };
let polling: Polling | undefined;
afterEach(() => polling?.stop());

function start(stage: FakeStage, feed: Feed = createFeed()): Message[] {
  polling = startPolling(stage.ports, feed, PACE, pause);
  const heard: Message[] = [];
  feed.subscribe(undefined, (message) => heard.push(message));
  return heard;
}
const topics = (heard: readonly Message[], topic: string) =>
  heard.filter((message) => message.topic === topic).map(({ data }) => data);

describe("polling", () => {
  it("reads nothing while nobody listens, and at once when somebody does", async () => {
    const stage = fakeStage();
    const feed = createFeed();
    polling = startPolling(stage.ports, feed, PACE, pause);
    await pause(20, new AbortController().signal);
    expect(stage.asked()).toBe(0);
    const stop = feed.subscribe(undefined, () => undefined);
    await expect.poll(stage.asked).toBeGreaterThan(2);
    stop();
    await expect
      .poll(async () => {
        const before = stage.asked();
        await pause(20, new AbortController().signal);
        return stage.asked() - before;
      })
      .toBe(0);
  });

  it("tells each event once, however often it is read at the same time", async () => {
    const stage = fakeStage();
    stage.happen(1200);
    const heard = start(stage);
    await Promise.all([polling?.now(), polling?.now(), polling?.now()]);
    const numbers = topics(heard, "events").flatMap((events) => events as { number: number }[]);
    expect(numbers.map(({ number }) => number)).toEqual(Array.from({ length: 1200 }, (_, at) => at + 1));
  });

  it("tells of the evidence once for each minute that was judged", async () => {
    const stage = fakeStage();
    const heard = start(stage);
    await polling?.now();
    await polling?.now();
    const { release } = await stage.ports.releases.status();
    if (release === undefined) throw new Error("There is a release.");
    stage.set({ release: { ...release, judgedToMs: 120_000 } });
    await polling?.now();
    expect(topics(heard, "evidence")).toMatchObject([[{ atMs: 60_000 }], [{ atMs: 120_000 }]]);
  });

  it("goes on with the rest when metrics hang", async () => {
    const stage = fakeStage();
    const { ports } = stage;
    let letGo: (() => void) | undefined;
    const metrics = async () => {
      await new Promise<void>((resolve) => {
        letGo = resolve;
      });
      return await ports.stage.metrics(await ports.releases.status());
    };
    const heard = start({ ...stage, ports: { ...ports, stage: { ...ports.stage, metrics } } });
    await expect.poll(() => letGo).toBeDefined();
    stage.set({ state: "paused" });
    await expect.poll(() => topics(heard, "status").at(-1)).toMatchObject({ state: "paused" });
    letGo?.();
  });
});

import { describe, expect, it } from "vitest";
import { createFeed, type Message } from "./feed.ts";
import type { HistoryEvent } from "./model.ts";

const event = (number: number): HistoryEvent => ({
  number,
  atMs: 0,
  by: "b",
  from: "idle",
  to: "validating",
  why: "w",
  weightAfter: 0,
});

function listen(feed: ReturnType<typeof createFeed>, after?: number) {
  const heard: Message[] = [];
  const stop = feed.subscribe(after, (message) => heard.push(message));
  return { heard, stop };
}

describe("a feed", () => {
  it("begins with all that is known, and goes on from there", () => {
    const feed = createFeed();
    feed.publish("problems", ["p"]);
    feed.publish("events", [event(1)]);
    const { heard } = listen(feed);
    feed.publish("events", [event(2)]);
    expect(heard).toEqual([
      { id: 2, topic: "snapshot", data: { problems: ["p"], events: [event(1)] } },
      { id: 3, topic: "events", data: [event(2)] },
    ]);
  });

  it("tells whoever comes back exactly what they missed", () => {
    const feed = createFeed();
    for (const number of [1, 2, 3]) feed.publish("events", [event(number)]);
    expect(listen(feed, 1).heard.map(({ id }) => id)).toEqual([2, 3]);
    expect(listen(feed, 3).heard).toEqual([]);
  });

  it("begins anew for whoever was away too long, or speaks of another start", () => {
    const feed = createFeed(2);
    for (const number of [1, 2, 3, 4]) feed.publish("events", [event(number)]);
    expect(listen(feed, 2).heard.map(({ topic }) => topic)).toEqual(["events", "events"]);
    expect(listen(feed, 1).heard.map(({ topic }) => topic)).toEqual(["snapshot"]);
    expect(listen(feed, 99).heard.map(({ topic }) => topic)).toEqual(["snapshot"]);
  });

  it("says nothing of what has not changed, and nothing to whoever has gone", () => {
    const feed = createFeed();
    const { heard, stop } = listen(feed);
    feed.publish("problems", []);
    feed.publish("problems", []);
    stop();
    feed.publish("problems", ["p"]);
    expect(heard.map(({ topic }) => topic)).toEqual(["snapshot", "problems"]);
    expect(feed.listeners()).toBe(0);
  });
});

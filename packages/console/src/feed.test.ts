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
      { id: 2, topic: "snapshot", data: { problems: ["p"], deeds: [], events: [event(1)], evidence: [] } },
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

  it("tells all events and the newest evidence to whoever begins", () => {
    const feed = createFeed();
    const moment = (atMs: number) => ({ releaseId: "8@1", atMs, guardrails: {} });
    feed.publish(
      "events",
      Array.from({ length: 2100 }, (_, at) => event(at + 1)),
    );
    for (let at = 1; at <= 2100; at += 1) feed.publish("evidence", [moment(at)]);
    const [told] = listen(feed).heard;
    expect(told?.data).toMatchObject({
      events: { length: 2100 },
      evidence: { length: 2000, 0: moment(101) },
    });
  });

  it("says when somebody listens, and ends the wait where it does not matter any more", async () => {
    const feed = createFeed();
    const [abort, never] = [new AbortController(), new AbortController()];
    const ended: string[] = [];
    const waits = [
      feed.heard(abort.signal).then(() => ended.push("given up")),
      feed.heard(never.signal).then(() => ended.push("somebody listens")),
    ];
    abort.abort();
    await waits[0];
    expect(ended).toEqual(["given up"]);
    listen(feed);
    await waits[1];
    await feed.heard(never.signal);
    expect(ended).toEqual(["given up", "somebody listens"]);
  });

  it("says nothing of what has not changed, and nothing to whoever has gone", () => {
    const feed = createFeed();
    const { heard, stop } = listen(feed);
    feed.publish("problems", []);
    feed.publish("problems", []);
    feed.publish("events", []);
    stop();
    feed.publish("problems", ["p"]);
    expect(heard.map(({ topic }) => topic)).toEqual(["snapshot", "problems"]);
    expect(feed.listeners()).toBe(0);
  });
});

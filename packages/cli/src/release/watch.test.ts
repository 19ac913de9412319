import { describe, expect, it } from "vitest";
import type { ControllerReply, HistoryEvent, StatusReply } from "./reply.ts";
import type { ControllerRequest } from "./request.ts";
import { eventTo, statusIn, steppingStatus } from "./testing.ts";
import { type WatchOptions, watchRelease } from "./watch.ts";

const COMPLETED = statusIn({ state: "completed" });
const PAUSED = statusIn({
  state: "paused",
  at: { state: "baking", sinceMs: 0, requests: {}, pass: "none" },
  why: { kind: "person", name: "ann", why: "lunch" },
});

/** What the controller knows after each pause of the watcher: it stays at the last. */
interface Moment {
  readonly status: StatusReply;
  readonly events?: readonly HistoryEvent[];
  readonly fails?: true;
}

async function watchThrough(moments: readonly Moment[], options: Partial<WatchOptions> = {}) {
  let passed = 0;
  let nowMs = 0;
  const seen: number[] = [];
  const failures: string[] = [];
  const begun: string[] = [];
  const at = (): Moment => moments[Math.min(passed, moments.length - 1)] ?? { status: COMPLETED };
  const ask = async (request: ControllerRequest): Promise<ControllerReply> => {
    if (at().fails) throw new Error("no route to host");
    if (request.verb === "status") return at().status;
    if (request.verb !== "history") return { kind: "refused", reason: "only watching" };
    const past = moments.slice(0, passed + 1).flatMap(({ events = [] }) => events);
    return { kind: "history", events: past.filter(({ number }) => number >= (request.from ?? 1)) };
  };
  const watched = await watchRelease(
    { ask, pollMs: 2000 },
    {
      until: "settled",
      signal: new AbortController().signal,
      onBegin: ({ record }) => begun.push(record.phase.state),
      onEvent: ({ number }) => seen.push(number),
      onFailure: (error) => failures.push(String(error)),
      ...options,
    },
    {
      nowMs: () => nowMs,
      pause: async (ms) => {
        passed += 1;
        nowMs += ms;
      },
    },
  );
  return { ended: watched.ended, standing: watched.standing, begun, seen, failures, passed };
}

describe("watchRelease", () => {
  it("tells what changes from now on, once, until the release is completed", async () => {
    expect(
      await watchThrough([
        { status: steppingStatus(), events: [eventTo(1, "validating"), eventTo(2, "stepping")] },
        { status: steppingStatus(), events: [eventTo(3, "stepping")] },
        { status: steppingStatus() },
        { status: COMPLETED, events: [eventTo(4, "baking"), eventTo(5, "completed")] },
      ]),
    ).toEqual({
      ended: "settled",
      standing: "completed",
      begun: ["stepping"],
      seen: [3, 4, 5],
      failures: [],
      passed: 3,
    });
  });

  it("is over at once when nothing is under way", async () => {
    expect(await watchThrough([{ status: statusIn({ state: "idle" }) }])).toMatchObject({
      standing: "nothing-released",
      begun: [],
      passed: 0,
    });
  });

  it("waits for a release that is about to start by itself, whatever became of the last one", async () => {
    const request = {
      version: "8",
      digest: "sha256:00",
      plan: "quick",
      start: "automatic",
      by: "pulumi up",
      why: "deployment",
    } as const;
    expect(
      await watchThrough([
        { status: { ...COMPLETED, request } },
        { status: steppingStatus() },
        { status: COMPLETED },
      ]),
    ).toMatchObject({ standing: "completed", passed: 2 });
  });

  it("ends at a pause, or waits through it when told to", async () => {
    const moments = [{ status: PAUSED }, { status: steppingStatus() }, { status: COMPLETED }];
    expect(await watchThrough(moments)).toMatchObject({ standing: "waits-for-person", passed: 0 });
    expect(await watchThrough(moments, { until: "ended" })).toMatchObject({
      standing: "completed",
      passed: 2,
    });
  });

  it("gives up when the time is over, and not later", async () => {
    expect(await watchThrough([{ status: steppingStatus() }], { timeoutMs: 5000 })).toMatchObject({
      ended: "timed-out",
      standing: "under-way",
      passed: 3,
    });
  });

  it("leaves when it is interrupted", async () => {
    expect(await watchThrough([{ status: steppingStatus() }], { signal: AbortSignal.abort() })).toMatchObject(
      {
        ended: "interrupted",
        passed: 0,
      },
    );
  });

  it("asks again when the controller cannot be asked", async () => {
    const failing: Moment = { status: steppingStatus(), fails: true };
    expect(
      await watchThrough([
        { status: steppingStatus() },
        ...Array<Moment>(4).fill(failing),
        { status: COMPLETED },
      ]),
    ).toMatchObject({ standing: "completed", failures: Array(4).fill("Error: no route to host") });
  });

  it("ends with the problem when the controller cannot be asked five times in a row", async () => {
    const failing: Moment = { status: steppingStatus(), fails: true };
    await expect(watchThrough([{ status: steppingStatus() }, failing])).rejects.toThrow("no route to host");
  });
});

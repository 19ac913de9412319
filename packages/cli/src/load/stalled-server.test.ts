import { beforeAll, describe, expect, it } from "vitest";
import { pause } from "../pause.ts";
import { httpSender } from "./http-sender.ts";
import { FLAT, profileOf } from "./profile.ts";
import { runLoad, type Sample } from "./run.ts";
import { createTally, type Tally } from "./tally.ts";
import { openLoopback } from "./testdata/loopback.ts";
import { question } from "./testing.ts";

// 50 requests a second, evenly, for three seconds; the server stands still for the whole of the second one.

const STALL_MS = 1000;
const HALF_MS = STALL_MS / 2;

interface Stalled {
  readonly samples: readonly Sample[];
  readonly tally: Tally;
  /** Since the start of the run, by the server's own account. */
  readonly from: number;
  readonly to: number;
}

async function loadStalled(maxInFlight: number): Promise<Stalled> {
  const server = await openLoopback({ delaysMs: [0], freeze: { afterMs: 1000, lengthMs: STALL_MS } });
  // A run begins when it first looks at the clock.
  let startMs = Number.NaN;
  const nowMs = () => {
    const now = performance.now();
    if (Number.isNaN(startMs)) startMs = now;
    return now;
  };
  const sender = httpSender({ apiUrl: server.url, apiKey: undefined, timeoutMs: 10_000, nowMs });
  const tally = createTally(() => 0);
  const samples: Sample[] = [];
  try {
    await runLoad(
      {
        profile: profileOf({ ratePerSecond: 50, durationMs: 3000, curve: FLAT, bursts: [] }),
        process: "even",
        mix: { kinds: [{ name: "cost", weight: 1, requests: [question("What are my AWS costs?")] }] },
        seed: 1,
        maxInFlight,
        drainMs: 10_000,
      },
      { nowMs, pause, send: sender.send },
      {
        onSample: (sample) => {
          tally.add(sample);
          samples.push(sample);
        },
        onChange: () => undefined,
        signal: new AbortController().signal,
      },
    );
    const { fromMs, toMs } = await server.frozen;
    const sinceStart = (epochMs: number) => epochMs - performance.timeOrigin - startMs;
    return { samples, tally: tally.result(), from: sinceStart(fromMs), to: sinceStart(toMs) };
  } finally {
    sender.close();
    await server.close();
  }
}

function slow(samples: readonly Sample[], of: "latencyMs" | "serviceMs"): number {
  return samples.filter((sample) => (sample[of] ?? 0) > HALF_MS).length;
}

/** Two threads tell the time. */
const CLOCKS_MS = 5;
/** Half a second: what a busy machine may need for all that has gathered. */
const MOST_AFTERWARDS = 25;

function expectAllToHaveWaited({ samples, tally, from, to }: Stalled): void {
  const meanwhile = samples.filter(({ dueMs }) => dueMs >= from && dueMs < to);
  expect(meanwhile.length).toBeGreaterThanOrEqual(49);
  expect(meanwhile.filter(({ dueMs, latencyMs }) => dueMs + latencyMs < to - CLOCKS_MS)).toEqual([]);
  // Those that were due in its first half waited longer than half a second, and hardly any others.
  const longWaits = meanwhile.filter(({ dueMs }) => dueMs < to - HALF_MS - CLOCKS_MS).length;
  expect(slow(samples, "latencyMs")).toBeGreaterThanOrEqual(longWaits);
  expect(slow(samples, "latencyMs")).toBeLessThanOrEqual(longWaits + MOST_AFTERWARDS);
  expect(tally.total.latency.percentileMs(99)).toBeGreaterThan(0.9 * STALL_MS);
}

describe("a server that stands still for a second", () => {
  let open: Stalled;
  let narrow: Stalled;
  beforeAll(async () => {
    [open, narrow] = await Promise.all([loadStalled(256), loadStalled(2)]);
  });

  it("is seen by all that were due meanwhile", () => {
    expect([open.tally.total.requests, open.tally.total.errors, open.tally.queued]).toEqual([150, 0, 0]);
    expectAllToHaveWaited(open);
    expect(open.tally.total.latency.percentileMs(50)).toBeLessThan(0.2 * STALL_MS);
  });

  it("is seen just as well where most requests could not even be sent", () => {
    expectAllToHaveWaited(narrow);
    expect(narrow.tally.queued).toBeGreaterThanOrEqual(45);
  });

  it("would hardly be seen by who measures from the sending", () => {
    expect(slow(narrow.samples, "serviceMs")).toBeLessThanOrEqual(2);
    expect(narrow.tally.total.service.percentileMs(95)).toBeLessThan(0.2 * STALL_MS);
  });
});

import { describe, expect, it } from "vitest";
import type { Exchange } from "./exchange.ts";
import { FLAT, profileOf } from "./profile.ts";
import { type LoadPlan, runLoad, type Sample } from "./run.ts";
import { type Behaviour, facts, fakeTime, question } from "./testing.ts";

const MIX = { kinds: [{ name: "cost", weight: 1, requests: [question("What are my AWS costs?")] }] };
const OK: Exchange = { kind: "answered", status: 200, facts: facts(), endedMs: 0 };
const REFUSED: Exchange = { kind: "unanswered", why: "connection", detail: "ECONNREFUSED", endedMs: 0 };

function plan(some: Partial<LoadPlan> = {}): LoadPlan {
  return {
    profile: profileOf({ ratePerSecond: 10, durationMs: 1000, curve: FLAT, bursts: [] }),
    process: "even",
    mix: MIX,
    seed: 1,
    maxInFlight: 256,
    drainMs: 5000,
    ...some,
  };
}

async function play(behave: Behaviour, some: Partial<LoadPlan> = {}, interruptAtMs?: number) {
  const time = fakeTime(behave);
  const abort = new AbortController();
  if (interruptAtMs !== undefined) time.at(interruptAtMs, () => abort.abort());
  const samples: Sample[] = [];
  let mostInFlight = 0;
  const watcher = {
    onSample: (sample: Sample) => void samples.push(sample),
    onChange: (inFlight: number) => {
      mostInFlight = Math.max(mostInFlight, inFlight);
    },
    signal: abort.signal,
  };
  const end = await time.play(runLoad(plan(some), time, watcher));
  samples.sort((a, b) => a.dueMs - b.dueMs);
  return { end, samples, mostInFlight, endedMs: time.nowMs(), sessions: time.sessions };
}

describe("runLoad", () => {
  it("sends each request when it is due and measures until its answer", async () => {
    const { end, samples } = await play(() => ({ exchange: OK, takesMs: 40 }));
    expect(end).toEqual({ ended: "done", sendingMs: 1000 });
    expect(samples.map(({ dueMs }) => dueMs)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
    expect(
      samples.every(
        ({ latencyMs, serviceMs, delayMs }) => latencyMs === 40 && serviceMs === 40 && delayMs === 0,
      ),
    ).toBe(true);
  });

  it("goes on sending while the server stalls", async () => {
    // From 200 to 700 ms nothing is answered.
    const { samples } = await play((nowMs) => ({
      exchange: OK,
      takesMs: nowMs >= 200 && nowMs < 700 ? 700 - nowMs : 0,
    }));
    expect(samples.map(({ latencyMs }) => latencyMs)).toEqual([0, 0, 500, 400, 300, 200, 100, 0, 0, 0]);
  });

  it("counts the time that a request waits for others, and sends no more at once than allowed", async () => {
    const { samples, mostInFlight } = await play(() => ({ exchange: OK, takesMs: 300 }), { maxInFlight: 2 });
    expect(mostInFlight).toBe(2);
    expect(samples.map(({ queued }) => queued)).toEqual([
      false,
      false,
      ...Array.from({ length: 8 }, () => true),
    ]);
    expect(samples.map(({ serviceMs }) => serviceMs)).toEqual(Array.from({ length: 10 }, () => 300));
    // Two at a time, 300 ms each: the last one is due at 900 and answered at 1600.
    expect(samples.map(({ latencyMs }) => latencyMs)).toEqual([
      300, 300, 400, 400, 500, 500, 600, 600, 700, 700,
    ]);
    expect(samples.map(({ delayMs }) => delayMs)).toEqual([0, 0, 100, 100, 200, 200, 300, 300, 400, 400]);
  });

  it("gives up what takes too long after the end, with the time that it waited", async () => {
    const { end, samples, endedMs } = await play(() => ({ exchange: OK, takesMs: 60_000 }), {
      maxInFlight: 4,
    });
    expect([end.ended, endedMs]).toEqual(["done", 6000]);
    expect(samples.map(({ latencyMs }) => latencyMs)).toEqual([
      6000, 5900, 5800, 5700, 5600, 5500, 5400, 5300, 5200, 5100,
    ]);
    expect(samples.map(({ exchange }) => exchange?.kind)).toEqual([
      ...Array.from({ length: 4 }, () => "unanswered"),
      ...Array.from({ length: 6 }, () => undefined),
    ]);
  });

  it("sends nothing more once it is interrupted, and waits two seconds for the rest", async () => {
    const slow = await play(() => ({ exchange: OK, takesMs: 60_000 }), {}, 250);
    expect(slow.end).toEqual({ ended: "interrupted", sendingMs: 250 });
    expect(slow.samples.map(({ latencyMs }) => latencyMs)).toEqual([2250, 2150, 2050]);
    const quick = await play(() => ({ exchange: OK, takesMs: 80 }), {}, 250);
    expect([quick.endedMs, quick.samples.length]).toEqual([280, 3]);
  });

  it("can be interrupted while it waits for the last answers", async () => {
    const { end, endedMs } = await play(() => ({ exchange: OK, takesMs: 60_000 }), {}, 1500);
    expect([end.ended, endedMs]).toEqual(["interrupted", 3500]);
  });

  it.each([
    REFUSED,
    { kind: "unanswered", why: "time-out", detail: "no answer in time", endedMs: 0 },
    { ...OK, status: 403 },
    { ...OK, status: 401 },
  ] satisfies readonly Exchange[])("gives up after 100 in a row of $why$status", async (exchange) => {
    const profile = profileOf({ ratePerSecond: 10, durationMs: 60_000, curve: FLAT, bursts: [] });
    const { end, samples } = await play(() => ({ exchange, takesMs: 1 }), { profile });
    expect([end.ended, samples.length]).toEqual(["gave-up", 100]);
  });

  it("goes on where one in a hundred is answered, and where requests are throttled", async () => {
    const profile = profileOf({ ratePerSecond: 10, durationMs: 30_000, curve: FLAT, bursts: [] });
    const rare = await play((nowMs) => ({ exchange: nowMs % 9000 === 0 ? OK : REFUSED, takesMs: 1 }), {
      profile,
    });
    expect([rare.end.ended, rare.samples.length]).toEqual(["done", 300]);
    const throttled = await play(() => ({ exchange: { ...OK, status: 429 }, takesMs: 1 }), { profile });
    expect([throttled.end.ended, throttled.samples.length]).toEqual(["done", 300]);
  });

  it("follows up with the newest session there is", async () => {
    const mix = {
      kinds: [{ name: "follow-up", weight: 1, requests: [question("and last month?", { followUp: true })] }],
    };
    const { sessions } = await play(
      (nowMs) => ({
        exchange: { ...OK, facts: facts({ session: nowMs < 250 ? `s${nowMs}` : undefined }) },
        takesMs: 10,
      }),
      { mix },
    );
    expect(sessions.slice(0, 5)).toEqual([undefined, "s0", "s100", "s200", "s200"]);
  });

  it("tells no session to a question that stands for itself", async () => {
    const { sessions } = await play(() => ({
      exchange: { ...OK, facts: facts({ session: "s" }) },
      takesMs: 10,
    }));
    expect(new Set(sessions)).toEqual(new Set([undefined]));
  });

  it("asks the same at the same times for the same seed", async () => {
    const mix = {
      kinds: ["a", "b", "c"].map((name) => ({ name, weight: 1, requests: [question(name)] })),
    };
    const run = async (seed: number) => {
      const { samples } = await play(() => ({ exchange: OK, takesMs: 1 }), { mix, seed, process: "poisson" });
      return samples.map(({ dueMs, kind }) => [dueMs, kind]);
    };
    expect(await run(7)).toEqual(await run(7));
    expect(await run(7)).not.toEqual(await run(8));
  });
});

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { pause } from "../pause.ts";
import { httpSender } from "./http-sender.ts";
import { FLAT, profileOf } from "./profile.ts";
import { runLoad } from "./run.ts";
import { createTally } from "./tally.ts";
import { openLoopback } from "./testdata/loopback.ts";
import { question } from "./testing.ts";

const RATE = 100;
const SECONDS = 3;
/** Seven, so that no percentile that is compared lies where one delay ends and the next begins. */
const DELAYS_MS = [5, 12, 20, 27, 35, 42, 50];
/** As a share: timers of two processes and of a server, and the whole milliseconds of the other tool. */
const NOISE = 0.15;
/** The independent tool's own correction takes its interval in seconds for one in milliseconds: what it measured is asked for. */
const AS_MEASURED = "--ignoreCoordinatedOmission";

const AutocannonResult = z.object({
  latency: z.object({ p50: z.number(), p75: z.number(), p90: z.number() }),
  requests: z.object({ total: z.int() }),
  non2xx: z.int(),
  errors: z.int(),
});

/** What an independent tool says, run in a process of its own at the same rate. */
async function autocannon(url: string) {
  const program = fileURLToPath(import.meta.resolve("autocannon"));
  const pace = ["-c", "10", "-R", String(RATE), "-d", String(SECONDS), AS_MEASURED];
  const args = ["--json", "--no-progress", ...pace, "-m", "POST", "-b", "{}", url];
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args]);
  return AutocannonResult.parse(JSON.parse(stdout));
}

async function ours(apiUrl: string) {
  const nowMs = () => performance.now();
  const sender = httpSender({ apiUrl, apiKey: undefined, timeoutMs: 10_000, nowMs });
  const tally = createTally(() => 0);
  await runLoad(
    {
      profile: profileOf({ ratePerSecond: RATE, durationMs: 1000 * SECONDS, curve: FLAT, bursts: [] }),
      process: "even",
      mix: { kinds: [{ name: "cost", weight: 1, requests: [question("What are my AWS costs?")] }] },
      seed: 1,
      maxInFlight: 256,
      drainMs: 10_000,
    },
    { nowMs, pause, send: sender.send },
    { onSample: tally.add, onChange: () => undefined, signal: new AbortController().signal },
  );
  sender.close();
  return tally.result();
}

function apart(one: number | undefined, other: number): number {
  return Math.abs((one ?? Number.NaN) / other - 1);
}

describe("percentiles beside those of autocannon", () => {
  // A busy machine can hold up one of the two; what is wrong with either is wrong each time.
  it("agree on the same server in the same seconds", { retry: 2, timeout: 30_000 }, async () => {
    const server = await openLoopback({ delaysMs: DELAYS_MS });
    try {
      const [tally, peer] = await Promise.all([
        ours(`${server.url}/ours`),
        autocannon(`${server.url}/peer/query`),
      ]);
      const { latency, service, requests, errors } = tally.total;
      expect([requests, errors, peer.non2xx, peer.errors]).toEqual([RATE * SECONDS, 0, 0, 0]);
      expect(peer.requests.total).toBeGreaterThan(0.8 * RATE * SECONDS);
      for (const histogram of [latency, service]) {
        expect(apart(histogram.percentileMs(50), peer.latency.p50)).toBeLessThan(NOISE);
        expect(apart(histogram.percentileMs(75), peer.latency.p75)).toBeLessThan(NOISE);
        expect(apart(histogram.percentileMs(90), peer.latency.p90)).toBeLessThan(NOISE);
      }
    } finally {
      await server.close();
    }
  });
});

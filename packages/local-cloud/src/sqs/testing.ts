import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { MetricDatum } from "../ports.ts";
import { memoryStore } from "../store.ts";
import { serve } from "../wire/testing.ts";
import { createSqs } from "./sqs.ts";

/** 2026-11-23 12:00:00 UTC. */
export const NOON = Date.UTC(2026, 10, 23, 12);

/** SQS behind a server, and a client of the SDK. The clock moves, and its timers run, only when a test moves it. */
export async function openTestBed() {
  const dir = mkdtempSync(join(tmpdir(), "sqs-"));
  let nowMs = NOON;
  const timers = new Set<{ readonly atMs: number; readonly run: () => void }>();
  const collections = new Map<string, unknown>();
  const inner = memoryStore();
  const store = {
    collection: <T>(name: string) => {
      const known = collections.get(name) ?? inner.collection<T>(name);
      collections.set(name, known);
      return known as ReturnType<typeof inner.collection<T>>;
    },
  };
  const metrics: MetricDatum[] = [];
  let url = "http://127.0.0.1:1";
  const open = () =>
    createSqs({
      store,
      dir,
      region: "us-east-1",
      clock: {
        nowMs: () => nowMs,
        timer: (delayMs, run) => {
          const timer = { atMs: nowMs + delayMs, run };
          timers.add(timer);
          return () => void timers.delete(timer);
        },
      },
      metrics: { put: (datum) => void metrics.push(datum) },
      endpointUrl: () => url,
    });
  const service = open();
  const server = await serve([service.wire]);
  url = server.url;
  const client = new SQSClient(server.settings);
  return {
    client,
    service,
    /** SQS as it is after a restart. */
    reopened: () => open().operations,
    urlOf: (name: string) => `${url}/000000000000/${name}`,
    waiting: () => timers.size,
    /** Values of a queue's metric, in the order in which they were put. */
    levels: (queue: string, name = "ApproximateNumberOfMessagesVisible") =>
      metrics
        .filter((datum) => datum.name === name && datum.dimensions["QueueName"] === queue)
        .map(({ values: [value], timestampMs }) => ({ value, seconds: (timestampMs - NOON) / 1000 })),
    advance: (ms: number) => {
      const untilMs = nowMs + ms;
      for (;;) {
        const [next] = [...timers].toSorted((a, b) => a.atMs - b.atMs);
        if (next === undefined || next.atMs > untilMs) break;
        timers.delete(next);
        nowMs = next.atMs;
        next.run();
      }
      nowMs = untilMs;
    },
    close: async () => {
      service.close();
      client.destroy();
      await server.close();
      rmSync(dir, { recursive: true });
    },
  };
}

export type TestBed = Awaited<ReturnType<typeof openTestBed>>;

import type { Feed } from "./feed.ts";
import type { Status } from "./model.ts";
import type { ConsolePorts } from "./ports.ts";

/** How often each thing is read. */
export interface Pace {
  /** State and history of releases. */
  readonly releasesMs: number;
  /** Metrics, which cost money on AWS. */
  readonly metricsMs: number;
}

export interface Polling {
  /** Reads at once, for whoever has just acted. */
  readonly now: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Reads everything again and again and tells the feed. What cannot be read is told, too, and read again later. */
export function startPolling(
  ports: ConsolePorts,
  feed: Feed,
  pace: Pace,
  pause: (ms: number, signal: AbortSignal) => Promise<void>,
): Polling {
  const abort = new AbortController();
  const problems = new Map<string, string>();
  let nextEvent = 1;
  let status: Status | undefined;

  const read = async (what: string, act: () => Promise<void>): Promise<void> => {
    try {
      await act();
      problems.delete(what);
    } catch (error) {
      problems.set(what, `${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
    feed.publish("problems", [...problems.values()]);
  };

  const releases = async (): Promise<void> => {
    await read("state", async () => {
      status = await ports.releases.status();
      feed.publish("status", status);
    });
    await read("history", async () => {
      for (;;) {
        const page = await ports.releases.history(nextEvent);
        // Whoever polls at the same time may have told them already.
        const fresh = page.filter(({ number }) => number >= nextEvent);
        if (fresh.length === 0) return;
        nextEvent = Math.max(...fresh.map(({ number }) => number)) + 1;
        feed.publish("events", fresh);
      }
    });
    const { local } = ports;
    if (local !== undefined)
      await read("local cloud", async () => feed.publish("local", await local.state()));
  };

  const metrics = async (): Promise<void> => {
    if (status === undefined) return;
    const of = status;
    await read("metrics", async () => feed.publish("metrics", await ports.stage.metrics(of)));
    await read("alarms", async () => feed.publish("alarms", await ports.stage.alarms()));
    await read("warm environments", async () => feed.publish("warmth", await ports.stage.warmth(of)));
  };

  // One at a time, so that what is read later is told later.
  let queue: Promise<void> = Promise.resolve();
  const inOrder = (act: () => Promise<void>): Promise<void> => {
    queue = queue.then(act);
    return queue;
  };
  const every = async (ms: number, act: () => Promise<void>): Promise<void> => {
    while (!abort.signal.aborted) {
      await inOrder(act);
      await pause(ms, abort.signal);
    }
  };
  const loops = [every(pace.releasesMs, releases), every(pace.metricsMs, metrics)];

  return {
    now: () => inOrder(releases),
    stop: async () => {
      abort.abort();
      await Promise.all(loops);
    },
  };
}

import { momentOf } from "./evidence.ts";
import type { Feed } from "./feed.ts";
import type { EvidenceMoment, Status } from "./model.ts";
import type { ConsolePorts } from "./ports.ts";

/** How often each thing is read while somebody looks. While nobody does, nothing is read. */
export interface Pace {
  /** State and history of releases. */
  readonly releasesMs: number;
  /** Metrics, which cost money on AWS. */
  readonly metricsMs: number;
}

export interface Polling {
  /** Reads state and history at once, for whoever has just acted. */
  readonly now: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

type Read = (what: string, act: () => Promise<void>) => Promise<void>;

/** Reads everything again and again and tells the feed. What cannot be read is told, too, and read again later. */
export function startPolling(
  ports: ConsolePorts,
  feed: Feed,
  pace: Pace,
  pause: (ms: number, signal: AbortSignal) => Promise<void>,
): Polling {
  const abort = new AbortController();
  const problems = new Map<string, string>();
  const read: Read = async (what, act) => {
    try {
      await act();
      problems.delete(what);
    } catch (error) {
      problems.set(what, `${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
    feed.publish("problems", [...problems.values()]);
  };
  const releases = releaseReader(ports, feed, read);
  const { stage } = ports;
  const metrics = async (): Promise<void> => {
    const of = releases.status();
    if (of === undefined) return;
    await read("metrics", async () => feed.publish("metrics", await stage.metrics(of)));
    await read("alarms", async () => feed.publish("alarms", await stage.alarms()));
    await read("warm environments", async () => feed.publish("warmth", await stage.warmth(of)));
  };
  const every = async (ms: number, act: () => Promise<void>): Promise<void> => {
    for (;;) {
      await feed.heard(abort.signal);
      if (abort.signal.aborted) return;
      await act();
      await pause(ms, abort.signal);
    }
  };
  const loops = [
    every(pace.releasesMs, releases.read),
    every(pace.metricsMs, async () => {
      if (releases.status() === undefined) await releases.read();
      await metrics();
    }),
  ];

  return {
    now: releases.read,
    stop: async () => {
      abort.abort();
      await Promise.all(loops);
    },
  };
}

/** Reads the release controller, one time after the other, so that what is read later is told later. */
function releaseReader(ports: ConsolePorts, feed: Feed, read: Read) {
  let nextEvent = 1;
  let nextDeed = 1;
  let status: Status | undefined;
  let told: EvidenceMoment | undefined;

  const tellEvidence = (moment: EvidenceMoment | undefined): void => {
    if (moment === undefined) return;
    if (told?.releaseId === moment.releaseId && told.atMs >= moment.atMs) return;
    told = moment;
    feed.publish("evidence", [moment]);
  };
  const readAll = async (): Promise<void> => {
    await read("state", async () => {
      status = await ports.releases.status();
      feed.publish("status", status);
      tellEvidence(momentOf(status));
    });
    await read("history", async () => {
      for (;;) {
        const page = await ports.releases.history(nextEvent);
        const fresh = page.filter(({ number }) => number >= nextEvent);
        if (fresh.length === 0) return;
        nextEvent = Math.max(...fresh.map(({ number }) => number)) + 1;
        feed.publish("events", fresh);
      }
    });
    const { local } = ports;
    if (local === undefined) return;
    await read("local cloud", async () => feed.publish("local", await local.state()));
    await read("audit trail", async () => {
      const deeds = await local.deeds(nextDeed);
      nextDeed = 1 + (deeds.at(-1)?.number ?? nextDeed - 1);
      feed.publish("deeds", deeds);
    });
  };

  let queue: Promise<void> = Promise.resolve();
  return {
    status: () => status,
    read: (): Promise<void> => {
      queue = queue.then(readAll);
      return queue;
    },
  };
}

import type { Clock } from "../ports.ts";

/** Those who wait for a message. */
export interface Waiting {
  /** Resolves at a time, or sooner when something has changed in the queue. */
  readonly until: (queueId: string, atMs: number) => Promise<void>;
  readonly wake: (queueId: string) => void;
  readonly isClosed: () => boolean;
  /** Wakes everyone, for the last time. */
  readonly close: () => void;
}

export function createWaiting(clock: Clock): Waiting {
  const waiters = new Map<string, Set<() => void>>();
  let closed = false;
  const wake = (queueId: string): void => {
    for (const resume of waiters.get(queueId) ?? []) resume();
  };
  return {
    until: (queueId, atMs) => {
      if (closed) return Promise.resolve();
      return new Promise((resolve) => {
        const here = waiters.get(queueId) ?? new Set();
        waiters.set(queueId, here);
        const resume = (): void => {
          cancel();
          here.delete(resume);
          resolve();
        };
        const cancel = clock.timer(Math.max(0, atMs - clock.nowMs()), resume);
        here.add(resume);
      });
    },
    wake,
    isClosed: () => closed,
    close: () => {
      closed = true;
      for (const queueId of waiters.keys()) wake(queueId);
    },
  };
}

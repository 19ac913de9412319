import type { Topic, Topics } from "./model.ts";

/** A message of the feed. Numbers grow by one, so a gap or a repetition shows. */
export interface Message {
  readonly id: number;
  readonly topic: Topic | "snapshot";
  readonly data: unknown;
}

export type Listener = (message: Message) => void;

/** What the page is told, in order, with enough memory that whoever was away for a moment misses nothing. */
export interface Feed {
  readonly publish: <T extends Topic>(topic: T, data: Topics[T]) => void;
  /**
   * Tells everything after `after` at once, and what comes from then on. Where the memory does not go back so far, or
   * nobody says how far, it begins with a snapshot of all. Returns how to stop it.
   */
  readonly subscribe: (after: number | undefined, listener: Listener) => () => void;
  readonly listeners: () => number;
  /** Waits until somebody listens, or until the signal says that it does not matter any more. */
  readonly heard: (signal: AbortSignal) => Promise<void>;
}

/** Messages that are remembered for those who come back. */
const REMEMBERED = 500;

/** Topics whose messages add to what was there, and how much of it a snapshot tells. The controller's record is told whole. */
const ADDED: Readonly<Partial<Record<Topic, number>>> = {
  events: Number.POSITIVE_INFINITY,
  deeds: 2000,
  evidence: 2000,
};

export function createFeed(remembered = REMEMBERED): Feed {
  const messages: Message[] = [];
  const latest = new Map<Topic, unknown>();
  const added = new Map<Topic, unknown[]>(Object.keys(ADDED).map((topic) => [topic as Topic, []]));
  const listeners = new Set<Listener>();
  const waiting = new Set<() => void>();
  let lastId = 0;

  const snapshot = (): Message => ({
    id: lastId,
    topic: "snapshot",
    data: Object.fromEntries([...latest, ...[...added].map(([topic, list]) => [topic, [...list]] as const)]),
  });

  /** Whether that is news. */
  const take = (topic: Topic, data: Topics[Topic]): boolean => {
    const list = added.get(topic);
    if (list === undefined) {
      if (JSON.stringify(latest.get(topic)) === JSON.stringify(data)) return false;
      latest.set(topic, data);
      return true;
    }
    if (!Array.isArray(data) || data.length === 0) return false;
    for (const each of data) list.push(each);
    const tooMany = list.length - (ADDED[topic] ?? 0);
    if (tooMany > 0) list.splice(0, tooMany);
    return true;
  };

  return {
    publish: (topic, data) => {
      if (!take(topic, data)) return;
      lastId += 1;
      const message = { id: lastId, topic, data };
      messages.push(message);
      if (messages.length > remembered) messages.shift();
      for (const listener of listeners) listener(message);
    },
    subscribe: (after, listener) => {
      const oldest = messages[0]?.id ?? lastId + 1;
      const isKnown = after !== undefined && after <= lastId && after >= oldest - 1;
      if (isKnown) for (const message of messages.filter(({ id }) => id > after)) listener(message);
      else listener(snapshot());
      listeners.add(listener);
      for (const wake of waiting) wake();
      return () => void listeners.delete(listener);
    },
    listeners: () => listeners.size,
    heard: (signal) =>
      new Promise((resolve) => {
        if (listeners.size > 0 || signal.aborted) return resolve();
        const wake = (): void => {
          waiting.delete(wake);
          signal.removeEventListener("abort", wake);
          resolve();
        };
        waiting.add(wake);
        signal.addEventListener("abort", wake, { once: true });
      }),
  };
}

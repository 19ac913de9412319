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
}

/** Messages that are remembered for those who come back. */
const REMEMBERED = 500;

export function createFeed(remembered = REMEMBERED): Feed {
  const messages: Message[] = [];
  const latest = new Map<Topic, unknown>();
  const events: unknown[] = [];
  const listeners = new Set<Listener>();
  let lastId = 0;

  const snapshot = (): Message => ({
    id: lastId,
    topic: "snapshot",
    data: { ...Object.fromEntries(latest), events: [...events] },
  });

  return {
    publish: (topic, data) => {
      if (topic === "events") events.push(...(data as Topics["events"]));
      else {
        if (JSON.stringify(latest.get(topic)) === JSON.stringify(data)) return;
        latest.set(topic, data);
      }
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
      return () => void listeners.delete(listener);
    },
    listeners: () => listeners.size,
  };
}

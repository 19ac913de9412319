import type { AnswerFacts } from "./answer.ts";
import type { Exchange } from "./exchange.ts";
import type { MixRequest } from "./mix.ts";
import type { LoadPorts, Sample } from "./run.ts";

/** An answer that says nothing but what is given. */
export function facts(some: Partial<AnswerFacts> = {}): AnswerFacts {
  return {
    routingMethod: "fast",
    version: "1",
    coldStart: false,
    functionMs: 10,
    askedLlm: false,
    session: undefined,
    requestId: undefined,
    ...some,
  };
}

export function question(query: string, some: Partial<MixRequest> = {}): MixRequest {
  const content = { kind: "question", query, agent: undefined } as const;
  return { method: "POST", content, expect: 200, followUp: false, ...some };
}

/** An answer with 200 after 40 ms, due at 0 and sent at once. */
export function sample(some: Partial<Sample> = {}): Sample {
  return {
    kind: "cost",
    request: question("What are my AWS costs?"),
    dueMs: 0,
    delayMs: 0,
    queued: false,
    latencyMs: 40,
    serviceMs: 40,
    exchange: { kind: "answered", status: 200, facts: facts(), endedMs: 40 },
    ...some,
  };
}

/** What the other side does with a request that reaches it: its answer, and how long that takes. */
export type Behaviour = (
  nowMs: number,
  signal: AbortSignal,
) => { readonly exchange: Exchange; readonly takesMs: number };

/** A clock that only moves when everybody waits for it, and what is sent against it. */
export interface FakeTime extends LoadPorts {
  /** Runs until `run` is over, from one thing that is waited for to the next. */
  readonly play: <T>(run: Promise<T>) => Promise<T>;
  /** Each session that came along, in order. */
  readonly sessions: readonly (string | undefined)[];
  /** Does something when the clock comes to a time. */
  readonly at: (ms: number, act: () => void) => void;
}

interface Alarm {
  readonly atMs: number;
  readonly ring: () => void;
}

export function fakeTime(behave: Behaviour): FakeTime {
  let clockMs = 0;
  const alarms = new Set<Alarm>();
  const sessions: (string | undefined)[] = [];
  const wait = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const over = (): void => {
        alarms.delete(alarm);
        signal.removeEventListener("abort", over);
        resolve();
      };
      const alarm = { atMs: clockMs + Math.max(0, ms), ring: over };
      if (signal.aborted) return resolve();
      signal.addEventListener("abort", over);
      alarms.add(alarm);
    });
  return {
    nowMs: () => clockMs,
    pause: wait,
    sessions,
    send: async (_, session, signal) => {
      sessions.push(session);
      const { exchange, takesMs } = behave(clockMs, signal);
      await wait(takesMs, signal);
      if (!signal.aborted) return { ...exchange, endedMs: clockMs };
      return { kind: "unanswered", why: "cut-off", detail: "the run ended", endedMs: clockMs };
    },
    at: (ms, act) => {
      const alarm: Alarm = {
        atMs: ms,
        ring: () => {
          alarms.delete(alarm);
          act();
        },
      };
      alarms.add(alarm);
    },
    play: async (run) => {
      let isOver = false;
      const end = run.finally(() => {
        isOver = true;
      });
      while (!isOver) {
        // Everything that can go on without time goes on first.
        await new Promise((resolve) => setImmediate(resolve));
        const next = [...alarms].toSorted((a, b) => a.atMs - b.atMs)[0];
        if (isOver || next === undefined) continue;
        clockMs = Math.max(clockMs, next.atMs);
        next.ring();
      }
      return await end;
    },
  };
}

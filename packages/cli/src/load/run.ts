import { createDice } from "@switchyard/rollout";
import { type ArrivalProcess, arrivals } from "./arrivals.ts";
import type { Exchange, Send } from "./exchange.ts";
import { type Mix, type Picked, pick } from "./mix.ts";
import type { RateProfile } from "./profile.ts";

export interface LoadPlan {
  readonly profile: RateProfile;
  readonly process: ArrivalProcess;
  readonly mix: Mix;
  /** The same one gives the same requests at the same times. */
  readonly seed: number;
  /** Requests on their way at once; those that are due beyond it wait. */
  readonly maxInFlight: number;
  /** After the last request was due, how long the others may still take. */
  readonly drainMs: number;
}

export interface LoadPorts {
  /** Milliseconds that only ever grow. */
  readonly nowMs: () => number;
  /** Returns early when the signal aborts. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly send: Send;
}

/** One request that was due, when it is over. Times in milliseconds. */
export interface Sample extends Picked {
  /** Since the start of the run. */
  readonly dueMs: number;
  /** From when it was due until it was sent; undefined = it never was. */
  readonly delayMs: number | undefined;
  /** It waited because too many others were on their way. */
  readonly queued: boolean;
  /** From when it was due until its answer ended, or until it was given up. */
  readonly latencyMs: number;
  /** The same from when it was sent; undefined when it was not. */
  readonly serviceMs: number | undefined;
  /** Undefined when it was never sent. */
  readonly exchange: Exchange | undefined;
}

/** `gave-up`: nobody answers there, or our key is refused. */
export type Ended = "done" | "interrupted" | "gave-up";

export interface RunEnd {
  readonly ended: Ended;
  /** From the start until the last request was due, or the run was stopped. */
  readonly sendingMs: number;
}

export interface LoadWatcher {
  readonly onSample: (sample: Sample) => void;
  /** Requests that are on their way, and that wait to be. */
  readonly onChange: (inFlight: number, waiting: number) => void;
  /** Of the person. */
  readonly signal: AbortSignal;
}

/** So many requests in a row without an answer, or with a refused key, and there is no point in going on. */
export const HOPELESS_AFTER = 100;
/** Whoever interrupts a run does not want to wait. */
const INTERRUPTED_DRAIN_MS = 2000;
/** Timers cannot wait for weeks. */
const LONGEST_PAUSE_MS = 3_600_000;

interface Due extends Picked {
  readonly dueMs: number;
}

/**
 * Sends each request when it is due, whatever became of those before it, and measures from then: a server that stalls
 * delays the answers of all that were due meanwhile, and so many samples say so.
 */
export async function runLoad(plan: LoadPlan, ports: LoadPorts, watcher: LoadWatcher): Promise<RunEnd> {
  const { nowMs, pause, send } = ports;
  const gaveUp = new AbortController();
  const stop = AbortSignal.any([watcher.signal, gaveUp.signal]);
  const cut = new AbortController();
  const waiting: Due[] = [];
  const running = new Set<Promise<void>>();
  const startMs = nowMs();
  let hopeless = 0;
  let session: string | undefined;

  const tell = (): void => watcher.onChange(running.size, waiting.length);
  const launch = (due: Due, queued: boolean): void => {
    const over = exchange(due, queued).finally(() => {
      running.delete(over);
      const next = stop.aborted || cut.signal.aborted ? undefined : waiting.shift();
      if (next !== undefined) launch(next, true);
      tell();
    });
    running.add(over);
  };
  const exchange = async (due: Due, queued: boolean): Promise<void> => {
    const sentMs = nowMs() - startMs;
    const answer = await send(due.request, due.request.followUp ? session : undefined, cut.signal);
    const endedMs = answer.endedMs - startMs;
    watcher.onSample({
      ...due,
      queued,
      delayMs: sentMs - due.dueMs,
      // A clock's sums may be off by a hair.
      latencyMs: Math.max(0, endedMs - due.dueMs),
      serviceMs: endedMs - sentMs,
      exchange: answer,
    });
    if (answer.kind === "answered") session = answer.facts.session ?? session;
    hopeless = isHopeless(answer) ? hopeless + 1 : 0;
    if (hopeless >= HOPELESS_AFTER) gaveUp.abort();
  };

  const dice = createDice(plan.seed + 1);
  for (const dueMs of arrivals(plan.profile, plan.process, createDice(plan.seed))) {
    await until(startMs + dueMs);
    if (stop.aborted) break;
    const due = { dueMs, ...pick(plan.mix, dice) };
    if (running.size < plan.maxInFlight) launch(due, false);
    else waiting.push(due);
    tell();
  }
  const lengthMs = plan.profile.at(-1)?.toMs ?? 0;
  await until(startMs + lengthMs);
  const sendingMs = nowMs() - startMs;

  await drain();
  for (const due of waiting.splice(0)) {
    const latencyMs = nowMs() - startMs - due.dueMs;
    watcher.onSample({
      ...due,
      queued: true,
      delayMs: undefined,
      latencyMs,
      serviceMs: undefined,
      exchange: undefined,
    });
  }
  return { ended: gaveUp.signal.aborted ? "gave-up" : stop.aborted ? "interrupted" : "done", sendingMs };

  async function until(ms: number): Promise<void> {
    for (let leftMs = ms - nowMs(); leftMs > 0 && !stop.aborted; leftMs = ms - nowMs()) {
      await pause(Math.min(leftMs, LONGEST_PAUSE_MS), stop);
    }
  }

  /** Waits for what is on its way, and cuts off what takes too long. */
  async function drain(): Promise<void> {
    const allMs = nowMs() + plan.drainMs;
    const over = new AbortController();
    const patience = async (): Promise<void> => {
      if (!stop.aborted) await pause(allMs - nowMs(), AbortSignal.any([stop, over.signal]));
      if (stop.aborted) await pause(INTERRUPTED_DRAIN_MS, over.signal);
      if (!over.signal.aborted) cut.abort();
    };
    const patient = patience();
    // Those that wait are sent as others end.
    while (running.size > 0) await Promise.race(running);
    over.abort();
    await patient;
  }
}

function isHopeless(exchange: Exchange): boolean {
  if (exchange.kind === "unanswered") return exchange.why !== "cut-off";
  return exchange.status === 401 || exchange.status === 403;
}

import { Agent, request } from "node:http";
import type { Dice } from "@switchyard/rollout";
import type { Question, RouterAddress } from "../router-client.ts";
import { nextGapMs } from "./arrivals.ts";
import { pickQuestion } from "./questions.ts";

export interface TrafficOptions {
  readonly address: RouterAddress;
  /** By the cloud's clock. */
  readonly requestsPerMinute: number;
  /** How much faster that is than the machine's. */
  readonly speed: number;
  readonly dice: Dice;
}

export interface Traffic {
  readonly counts: () => { readonly sent: number; readonly failed: number; readonly answered: number };
  /** Resolves when the last request is answered. */
  readonly stop: () => Promise<void>;
}

/** Callers who find nobody free go away; they are not counted. */
const MOST_AT_ONCE = 12;
const TIMEOUT_MS = 35_000;

/** Sends questions as independent callers would: at a rate, whatever becomes of the earlier ones. */
export function startTraffic({ address, requestsPerMinute, speed, dice }: TrafficOptions): Traffic {
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_AT_ONCE });
  const url = new URL(`${address.apiUrl}/query`);
  const running = new Set<Promise<void>>();
  let sent = 0;
  let failed = 0;
  let answered = 0;
  let timer: NodeJS.Timeout | undefined;
  let dueMs = performance.now();

  const send = (): void => {
    if (running.size >= MOST_AT_ONCE) return;
    sent += 1;
    const answer = ask(agent, url, address.apiKey, pickQuestion(dice)).then((ok) => {
      answered += 1;
      if (!ok) failed += 1;
    });
    running.add(answer);
    void answer.finally(() => running.delete(answer));
  };
  // Time is counted from one request to the next, so that a late timer does not lower the rate.
  const goOn = (): void => {
    while (dueMs <= performance.now()) {
      send();
      dueMs += nextGapMs(requestsPerMinute, dice) / speed;
    }
    if (Number.isFinite(dueMs)) timer = setTimeout(goOn, Math.max(0, dueMs - performance.now()));
  };
  dueMs += nextGapMs(requestsPerMinute, dice) / speed;
  goOn();

  return {
    counts: () => ({ sent, failed, answered }),
    stop: async () => {
      clearTimeout(timer);
      dueMs = Number.POSITIVE_INFINITY;
      await Promise.all(running);
      agent.destroy();
    },
  };
}

/** Whether the question was answered with 200. */
function ask(agent: Agent, url: URL, apiKey: string, question: Question): Promise<boolean> {
  return new Promise((resolve) => {
    const outgoing = request(
      url,
      {
        method: "POST",
        agent,
        timeout: TIMEOUT_MS,
        headers: { "content-type": "application/json", "x-api-key": apiKey },
      },
      (incoming) => {
        incoming.resume();
        incoming.on("end", () => resolve(incoming.statusCode === 200));
        incoming.on("error", () => resolve(false));
      },
    );
    outgoing.on("timeout", () => outgoing.destroy(new Error("no answer in time")));
    outgoing.on("error", () => resolve(false));
    outgoing.end(JSON.stringify(question));
  });
}

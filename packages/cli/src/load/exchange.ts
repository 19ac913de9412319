import type { AnswerFacts } from "./answer.ts";
import type { MixRequest } from "./mix.ts";

/** Why there is no answer. `connection`: none could be made, or it broke. `cut-off`: the run ended first. */
export type NoAnswer = "time-out" | "connection" | "cut-off";

/** What became of a request that was sent. `endedMs` is the clock of whoever sent it. */
export type Exchange =
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly facts: AnswerFacts;
      readonly endedMs: number;
    }
  | {
      readonly kind: "unanswered";
      readonly why: NoAnswer;
      /** For a person, for example `ECONNREFUSED`. */
      readonly detail: string;
      readonly endedMs: number;
    };

/** Sends a request and waits for the end of its answer; never rejects. An abort of the signal cuts it off. */
export type Send = (
  request: MixRequest,
  session: string | undefined,
  signal: AbortSignal,
) => Promise<Exchange>;

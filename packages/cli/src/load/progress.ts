import type { Terminal } from "../terminal.ts";

/** How far a run is. */
export interface Standing {
  /** Of the clock that the run measures by, since its start. */
  readonly elapsedMs: number;
  readonly durationMs: number;
  readonly answered: number;
  readonly errors: number;
  readonly inFlight: number;
  readonly waiting: number;
  readonly p95Ms: number | undefined;
}

const LINE_UP_AND_CLEAR = "\u001b[1A\u001b[2K";
const REDRAW_EVERY_MS = 200;
const TELL_EVERY_MS = 10_000;

/** How often there is something to show. */
export function progressEveryMs({ redraws }: Terminal): number {
  return redraws === true ? REDRAW_EVERY_MS : TELL_EVERY_MS;
}

/** Shows how far a run is: on a screen one line that changes, elsewhere a line each time. */
export function showLoadProgress(terminal: Terminal): (standing: Standing) => void {
  let isFirst = true;
  return (standing) => {
    const over = terminal.redraws === true && !isFirst ? LINE_UP_AND_CLEAR : "";
    isFirst = false;
    terminal.err(`${over}${standingText(standing)}`);
  };
}

/** For example `12 of 60 s: 238 answered, 2 errors, 4 on their way, p95 181 ms`. */
export function standingText(standing: Standing): string {
  const { elapsedMs, durationMs, answered, errors, inFlight, waiting, p95Ms } = standing;
  const all = Math.round(durationMs / 1000);
  return [
    `${Math.min(all, Math.floor(elapsedMs / 1000))} of ${all} s: ${answered} answered`,
    `${errors} error${errors === 1 ? "" : "s"}`,
    `${inFlight} on their way`,
    ...(waiting > 0 ? [`${waiting} waiting to be sent`] : []),
    ...(p95Ms === undefined ? [] : [`p95 ${p95Ms.toFixed(0)} ms`]),
  ].join(", ");
}

import type { CommandLine } from "../command-line.ts";
import { pause } from "../pause.ts";
import { CommandError, printable } from "../terminal.ts";
import type { ReleaseController } from "./controller.ts";
import { eventLine } from "./history-text.ts";
import { printRows } from "./show.ts";
import { statusRows } from "./status-text.ts";
import { type Watched, type WatchOptions, watchRelease } from "./watch.ts";

interface FollowOptions extends Pick<WatchOptions, "until" | "timeoutMs"> {
  readonly json: boolean;
}

/** `watch`: how it stands, one line per change, and an exit code that says whether the version is in service. */
export async function follow(
  line: CommandLine,
  open: () => Promise<ReleaseController>,
  { json, ...options }: FollowOptions,
): Promise<void> {
  const { terminal } = line;
  const abort = new AbortController();
  line.onInterrupt(() => abort.abort());
  const say = json ? terminal.err : terminal.out;
  const controller = await open();
  const watched = await watchRelease(
    controller,
    {
      ...options,
      signal: abort.signal,
      onBegin: ({ explanation }) => say(printable(explanation)),
      onEvent: (event) => say(printable(eventLine(event))),
      onFailure: (error) => terminal.err(`${String(error)} Asking again …`),
    },
    { nowMs: () => performance.now(), pause },
  ).finally(() => controller.close());
  const { ended, standing, status, events } = watched;
  if (json) terminal.out(JSON.stringify({ ended, standing, status, events }));
  else printRows(terminal, statusRows(status));
  requireCompleted(watched);
}

function requireCompleted({ ended, standing, status }: Watched): void {
  if (ended === "timed-out") throw new CommandError(`The time is over: ${status.explanation}`, 4);
  if (ended === "interrupted") throw new CommandError("Not watched any more; the release goes on.");
  switch (standing) {
    case "completed":
      return;
    case "nothing-released":
      throw new CommandError("There is no release to watch.", 3);
    case "rolled-back":
    case "waits-for-person":
    case "under-way":
      throw new CommandError(printable(status.explanation));
  }
}

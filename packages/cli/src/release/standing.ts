import type { StatusReply } from "./reply.ts";

/** What a release has come to, for somebody who waits for it. */
export type Standing =
  | "under-way"
  | "completed"
  | "rolled-back"
  /** Paused or drifted: it stands still until somebody says what is to be. */
  | "waits-for-person"
  | "nothing-released";

export function standingOf({ record, request }: StatusReply): Standing {
  const { state } = record.phase;
  // The next pass takes an automatic request up, so what is on record is the end of an earlier release.
  const isAboutToStart = request?.start === "automatic";
  switch (state) {
    case "validating":
    case "stepping":
    case "baking":
    case "incident":
    case "rolling_back":
      return "under-way";
    case "paused":
    case "drifted":
      return "waits-for-person";
    case "idle":
      return isAboutToStart ? "under-way" : "nothing-released";
    case "rolled_back":
      return isAboutToStart ? "under-way" : "rolled-back";
    case "completed":
      return isAboutToStart ? "under-way" : "completed";
  }
}

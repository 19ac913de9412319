import type { StatusReply } from "../release/reply.ts";
import { NOON_MS, steppingStatus } from "../release/testing.ts";
import type { SourceStage } from "./gate.ts";

/** Stages for tests. */

export const DIGEST = `sha256:${"a1".repeat(32)}`;
export const OTHER = `sha256:${"c3".repeat(32)}`;
const MINUTE_MS = 60_000;

/** Version 7 is in service for everyone, by a release that was completed. */
export function servedStatus(digest = DIGEST): StatusReply {
  const { record, ...rest } = steppingStatus();
  if (record.release === undefined) throw new Error("the stepping status has no release");
  const routing = { primary: "7" };
  return {
    ...rest,
    record: {
      ...record,
      phase: { state: "completed" },
      release: { ...record.release, candidate: { version: "7", digest } },
      alias: { ...record.alias, routing },
      denied: [],
    },
    alias: { routing },
    explanation: "Version 7 has come into service.",
  };
}

/** An untouched stage: its first version serves, nothing was ever released. */
export function idleStatus(): StatusReply {
  const { record, alias, ...rest } = servedStatus();
  const { release: _, ...unreleased } = record;
  return {
    ...rest,
    alias,
    record: { ...unreleased, phase: { state: "idle" } },
    explanation: "Nothing is being released.",
  };
}

export function sourceStage(changes: Partial<SourceStage> = {}): SourceStage {
  return {
    name: "dev",
    status: servedStatus(),
    completedAtMs: NOON_MS - 60 * MINUTE_MS,
    ringingAlarms: [],
    ...changes,
  };
}

import type { HistoryEvent } from "../release/reply.ts";
import { CommandError } from "../terminal.ts";

/** Some time under one weight. */
export interface Span {
  /** Percent of requests for the candidate. */
  readonly weight: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** A release as its events tell it. */
export interface Story {
  readonly id: string;
  readonly stable: string;
  readonly candidate: string;
  readonly begunMs: number;
  /** Of the last event, or now while it goes on. */
  readonly endedMs: number;
  readonly hasEnded: boolean;
  readonly state: HistoryEvent["to"];
  /** While both versions were asked. */
  readonly spans: readonly Span[];
  readonly events: readonly HistoryEvent[];
}

const ENDS: readonly string[] = ["completed", "rolled_back"];

/** Reads a release out of the audit trail: by its id, or the `latest`. Throws with the ids that there are. */
export function storyOf(history: readonly HistoryEvent[], asked: string, nowMs: number): Story {
  const ids = [...new Set(history.flatMap(({ releaseId }) => releaseId ?? []))];
  const id = asked === "latest" ? ids.at(-1) : asked;
  const events = history.filter(({ releaseId }) => releaseId !== undefined && releaseId === id);
  const [first, last] = [events[0], events.at(-1)];
  if (id === undefined || first === undefined || last === undefined) {
    const there = ids.length === 0 ? "nothing was released here yet" : `there are ${ids.join(", ")}`;
    throw new CommandError(`No release is called ${asked}: ${there}.`);
  }
  const hasEnded = ENDS.includes(last.to);
  const endedMs = hasEnded ? last.atMs : nowMs;
  const spans = events.flatMap(({ after, atMs }, index) => {
    const toMs = events[index + 1]?.atMs ?? endedMs;
    const weight = after.additional?.weight;
    return weight === undefined || toMs <= atMs ? [] : [{ weight, fromMs: atMs, toMs }];
  });
  const candidate =
    events.flatMap(({ after, before }) => after.additional?.version ?? before.additional?.version ?? [])[0] ??
    id.split("@")[0] ??
    "";
  return {
    id,
    stable: first.before.primary,
    candidate,
    begunMs: first.atMs,
    endedMs,
    hasEnded,
    state: last.to,
    spans,
    events,
  };
}

/** Whether a period lies wholly in a time in which both versions were asked under one weight. */
export function isCompared({ spans }: Pick<Story, "spans">, fromMs: number, lengthMs: number): boolean {
  return spans.some((span) => isShared(span) && fromMs >= span.fromMs && fromMs + lengthMs <= span.toMs);
}

/** For how long both versions were asked. */
export function comparedMs({ spans }: Pick<Story, "spans">): number {
  return spans.filter(isShared).reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
}

function isShared({ weight }: Span): boolean {
  return weight > 0 && weight < 100;
}

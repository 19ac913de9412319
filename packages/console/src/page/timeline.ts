import type { EvidenceMoment, HistoryEvent } from "../model.ts";

/** One release or experiment of the past. */
export interface ReleaseLine {
  readonly id: string;
  readonly begunMs: number;
  readonly endedMs: number | undefined;
  readonly outcome: string;
  /** Why it was begun. */
  readonly why: string;
  /** Why it ended as it did; of one that is under way, the last that happened. */
  readonly lastly: string;
}

/** The audit trail as the page has it. What is shown of it does not take longer the more there is. */
export interface Timeline {
  /** Events that are known already are left out. */
  readonly add: (events: readonly HistoryEvent[]) => void;
  readonly clear: () => void;
  readonly count: () => number;
  /** Newest first. */
  readonly newest: (count: number) => readonly HistoryEvent[];
  /** Releases that the events tell of, newest first. */
  readonly releases: (count: number) => readonly ReleaseLine[];
  /** What the events tell of the evidence in a release. */
  readonly evidenceOf: (releaseId: string) => readonly EvidenceMoment[];
}

const ENDS: readonly string[] = ["completed", "rolled_back"];

export function createTimeline(): Timeline {
  const events: HistoryEvent[] = [];
  const releases = new Map<string, { line: ReleaseLine; readonly evidence: EvidenceMoment[] }>();

  const addOne = (event: HistoryEvent): void => {
    const last = events.at(-1);
    if (last !== undefined && event.number <= last.number) return;
    events.push(event);
    const { releaseId: id, atMs, to: outcome, why, evidence: guardrails } = event;
    if (id === undefined) return;
    const known = releases.get(id);
    const line = {
      ...(known?.line ?? { id, begunMs: atMs, why }),
      outcome,
      lastly: why,
      endedMs: ENDS.includes(outcome) ? atMs : undefined,
    };
    const evidence = known?.evidence ?? [];
    if (guardrails !== undefined) evidence.push({ releaseId: id, atMs, guardrails });
    releases.set(id, { line, evidence });
  };

  return {
    add: (more) => {
      for (const event of more) addOne(event);
    },
    clear: () => {
      events.length = 0;
      releases.clear();
    },
    count: () => events.length,
    newest: (count) => events.slice(-count).toReversed(),
    releases: (count) =>
      [...releases.values()]
        .slice(-count)
        .toReversed()
        .map(({ line }) => line),
    evidenceOf: (id) => releases.get(id)?.evidence ?? [],
  };
}

import type { Deed, EvidenceMoment, HistoryEvent } from "../model.ts";

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

/** Something that happened: a move of the release controller, or what a person did to the local cloud. */
export type Happening =
  | { readonly kind: "event"; readonly event: HistoryEvent }
  | { readonly kind: "deed"; readonly deed: Deed };

/** The audit trail as the page has it. What is shown of it does not take longer the more there is. */
export interface Timeline {
  /** Events that are known already are left out. */
  readonly add: (events: readonly HistoryEvent[]) => void;
  readonly addDeeds: (deeds: readonly Deed[]) => void;
  readonly clear: () => void;
  readonly count: () => number;
  /** Newest first. */
  readonly newest: (count: number) => readonly Happening[];
  /** Releases that the events tell of, newest first. */
  readonly releases: (count: number) => readonly ReleaseLine[];
  readonly deeds: () => readonly Deed[];
  /** What the events tell of the evidence in a release. */
  readonly evidenceOf: (releaseId: string) => readonly EvidenceMoment[];
}

const ENDS: readonly string[] = ["completed", "rolled_back"];
/** As many as the server remembers. */
const MOST_DEEDS = 2000;

export function createTimeline(): Timeline {
  const events: HistoryEvent[] = [];
  const deeds: Deed[] = [];
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
    addDeeds: (more) => {
      for (const deed of more) if (deed.number > (deeds.at(-1)?.number ?? 0)) deeds.push(deed);
      deeds.splice(0, Math.max(0, deeds.length - MOST_DEEDS));
    },
    clear: () => {
      events.length = 0;
      deeds.length = 0;
      releases.clear();
    },
    count: () => events.length + deeds.length,
    // Each list is in order, so the newest of both are among the newest of each.
    newest: (count) =>
      [
        ...events.slice(-count).map((event) => ({ kind: "event", event }) as const),
        ...deeds.slice(-count).map((deed) => ({ kind: "deed", deed }) as const),
      ]
        .toSorted((a, b) => atMsOf(a) - atMsOf(b))
        .slice(-count)
        .toReversed(),
    deeds: () => deeds,
    releases: (count) =>
      [...releases.values()]
        .slice(-count)
        .toReversed()
        .map(({ line }) => line),
    evidenceOf: (id) => releases.get(id)?.evidence ?? [],
  };
}

export function atMsOf(happening: Happening): number {
  return happening.kind === "event" ? happening.event.atMs : happening.deed.atMs;
}

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ArmMinute, lastCounts, type ObservedMinute } from "./observation.ts";
import type { ObservationQuery, ObservationSource } from "./ports.ts";

export interface OpenedObservations {
  readonly source: ObservationSource;
  readonly query: Omit<ObservationQuery, "cursor">;
  /** Requests that a version answers now, and how many of them fail. */
  readonly serve: (arm: "stable" | "candidate", requests: number, failed: number) => Promise<void> | void;
  /** Waits until all that was served is known. */
  readonly settle: () => Promise<void> | void;
  /** Later than all that was served so far, and than the minute of it. */
  readonly nextMinuteMs: () => number;
  readonly close: () => Promise<void> | void;
}

/** What every adapter of `ObservationSource` must do: the fake and CloudWatch's alike. The query has an `errors` guardrail. */
export function observationSourceContract(
  name: string,
  open: () => Promise<OpenedObservations> | OpenedObservations,
): void {
  describe(`${name} as an ObservationSource`, () => {
    let opened: OpenedObservations;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    const since = (cursor: string | undefined, fromMs = opened.query.fromMs) =>
      opened.source.since({ ...opened.query, fromMs, cursor });

    it("counts each request once, for the version that answered it", async () => {
      await opened.serve("stable", 4, 1);
      await opened.serve("candidate", 3, 2);
      await opened.settle();
      const { minutes, freshToMs } = await since(undefined);
      expect(totals(minutes)).toEqual({
        stable: { requests: 4, counted: 4, failed: 1 },
        candidate: { requests: 3, counted: 3, failed: 2 },
      });
      expect(freshToMs).toBeGreaterThan(opened.query.fromMs);
    });

    it("begins every minute on a minute, and gives none that began too early", async () => {
      await opened.serve("stable", 1, 0);
      await opened.settle();
      const { minutes } = await since(undefined);
      expect(minutes.length).toBeGreaterThan(0);
      expect(minutes.filter(({ startMs }) => startMs % 60_000 !== 0)).toEqual([]);
      expect(totals((await since(undefined, opened.nextMinuteMs())).minutes).stable.requests).toBe(0);
    });

    it("gives for the same cursor what it gave before, and what came since", async () => {
      await opened.serve("stable", 2, 0);
      await opened.settle();
      const first = totals((await since(undefined)).minutes);
      expect(totals((await since(undefined)).minutes)).toEqual(first);
      await opened.serve("stable", 3, 1);
      await opened.settle();
      expect(totals((await since(undefined)).minutes).stable).toEqual({ requests: 5, counted: 5, failed: 1 });
    });

    it("goes on where its cursor ends, and repeats nothing", async () => {
      await opened.serve("stable", 2, 1);
      await opened.serve("candidate", 1, 0);
      await opened.settle();
      const first = await since(undefined);
      await opened.serve("candidate", 2, 2);
      await opened.settle();
      const second = await since(first.cursor);
      expect(totals(second.minutes)).toEqual({
        stable: { requests: 0, counted: 0, failed: 0 },
        candidate: { requests: 2, counted: 2, failed: 2 },
      });
      expect(second.freshToMs).toBeGreaterThanOrEqual(first.freshToMs);
    });
  });
}

function totals(minutes: readonly ObservedMinute[]) {
  return {
    stable: total(minutes.map(({ stable }) => stable)),
    candidate: total(minutes.map(({ candidate }) => candidate)),
  };
}

function total(arms: readonly ArmMinute[]) {
  const sum = (of: (arm: ArmMinute) => number) => arms.reduce((all, arm) => all + of(arm), 0);
  return {
    requests: sum(({ requests }) => requests),
    counted: sum((arm) => lastCounts(arm, "errors").requests),
    failed: sum((arm) => lastCounts(arm, "errors").events),
  };
}

import type { Clock, MetricDatum, MetricSink } from "../ports.ts";

export interface DelayedMetricsDeps {
  readonly clock: Clock;
  /** 0 to below 1. */
  readonly random: () => number;
  readonly settings: () => {
    readonly metricsDelayMs?: number | undefined;
    readonly metricsLost?: number | undefined;
  };
}

/** Sinks whose values arrive late, or never. */
export interface DelayedMetrics {
  readonly into: (sink: MetricSink) => MetricSink;
  /** Lets everything arrive now. */
  readonly flush: () => void;
}

/** Values keep their own time however late they arrive. What one line or one invocation says is lost as a whole. */
export function delayedMetrics({ clock, random, settings }: DelayedMetricsDeps): DelayedMetrics {
  const waiting = new Map<() => void, () => void>();
  let isLost: boolean | undefined;

  const losesThisBatch = (share: number): boolean => {
    if (isLost !== undefined) return isLost;
    // A line's values come one after another; nothing else comes between them.
    queueMicrotask(() => {
      isLost = undefined;
    });
    isLost = random() < share;
    return isLost;
  };

  const later = (delayMs: number, sink: MetricSink, datum: MetricDatum): void => {
    const arrive = (): void => {
      waiting.delete(arrive);
      sink.put(datum);
    };
    waiting.set(arrive, clock.timer(delayMs, arrive));
  };

  return {
    into: (sink) => ({
      put: (datum) => {
        const { metricsDelayMs = 0, metricsLost = 0 } = settings();
        if (metricsLost > 0 && losesThisBatch(metricsLost)) return;
        if (metricsDelayMs === 0) sink.put(datum);
        else later(metricsDelayMs, sink, datum);
      },
    }),
    flush: () => {
      for (const [arrive, cancel] of waiting) {
        cancel();
        arrive();
      }
    },
  };
}

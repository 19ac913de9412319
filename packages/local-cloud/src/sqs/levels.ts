import type { Clock, MetricSink } from "../ports.ts";
import type { Messages } from "./messages.ts";
import type { QueueRecord } from "./queue.ts";
import type { Queues } from "./queues.ts";

export interface Level {
  /** Can be received now. */
  readonly visible: number;
  /** Were received and neither deleted nor given back. */
  readonly inFlight: number;
  /** Were sent with a delay that is not over. */
  readonly delayed: number;
}

/** How full queues are, and the metrics that say so. */
export interface Levels {
  readonly of: (queue: QueueRecord) => Level;
  /** To be called when a queue's messages have changed. */
  readonly report: (queue: QueueRecord) => void;
  readonly close: () => void;
}

const MINUTE_MS = 60_000;
/** SQS stops sending metrics for a queue that nobody has used for so long. */
const ACTIVE_MS = 6 * 60 * MINUTE_MS;

/** Reports every change at once, and each minute the level of every queue that is not forgotten. */
export function createLevels({
  queues,
  messages,
  clock,
  metrics,
}: {
  readonly queues: Queues;
  readonly messages: Messages;
  readonly clock: Clock;
  readonly metrics: MetricSink;
}): Levels {
  const lastUsedMs = new Map<string, number>();
  let cancel: () => void = () => undefined;

  const of = (queue: QueueRecord): Level => {
    const nowMs = clock.nowMs();
    const all = messages.all(queue);
    const hidden = all.filter(({ visibleAtMs }) => visibleAtMs > nowMs);
    const inFlight = hidden.filter(({ receiveCount }) => receiveCount > 0).length;
    return { visible: all.length - hidden.length, inFlight, delayed: hidden.length - inFlight };
  };

  const put = (queue: QueueRecord): void => {
    const { visible, inFlight, delayed } = of(queue);
    for (const [name, value] of [
      ["ApproximateNumberOfMessagesVisible", visible],
      ["ApproximateNumberOfMessagesNotVisible", inFlight],
      ["ApproximateNumberOfMessagesDelayed", delayed],
    ] as const) {
      metrics.put({
        namespace: "AWS/SQS",
        name,
        dimensions: { QueueName: queue.name },
        values: [value],
        unit: "Count",
        timestampMs: clock.nowMs(),
        storageResolutionS: 60,
      });
    }
  };

  const isActive = (queue: QueueRecord): boolean =>
    clock.nowMs() - (lastUsedMs.get(queue.id) ?? queue.createdMs) < ACTIVE_MS ||
    messages.all(queue).length > 0;

  const eachMinute = (): void => {
    cancel = clock.timer(MINUTE_MS - (clock.nowMs() % MINUTE_MS), () => {
      for (const queue of queues.list()) if (isActive(queue)) put(queue);
      eachMinute();
    });
  };
  eachMinute();

  return {
    of,
    report: (queue) => {
      lastUsedMs.set(queue.id, clock.nowMs());
      put(queue);
    },
    close: () => cancel(),
  };
}

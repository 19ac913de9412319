import { ACCOUNT_ID, arnOf } from "../account.ts";
import type { Store } from "../store.ts";
import { noSuchQueue } from "./errors.ts";
import type { QueueRecord } from "./queue.ts";

/** The queues by name. */
export interface Queues {
  readonly find: (name: string) => QueueRecord | undefined;
  /** By the URL that a client was given, whatever host and port it had. */
  readonly byUrl: (url: string | undefined) => QueueRecord;
  readonly byArn: (arn: string) => QueueRecord;
  readonly list: () => readonly QueueRecord[];
  readonly save: (queue: QueueRecord) => void;
  readonly remove: (queue: QueueRecord) => void;
  readonly urlOf: (name: string) => string;
  readonly arnOf: (name: string) => string;
}

export function openQueues(store: Store, region: string, endpointUrl: () => string): Queues {
  const records = store.collection<QueueRecord>("sqs-queues");
  const arn = (name: string): string => arnOf("sqs", region, name);
  const known = (name: string | undefined): QueueRecord => {
    const queue = name === undefined ? undefined : records.get(name);
    if (queue === undefined) throw noSuchQueue();
    return queue;
  };
  return {
    find: records.get,
    byUrl: (url) => known(queueNameIn(url)),
    byArn: (queueArn) => known(records.values().find(({ name }) => arn(name) === queueArn)?.name),
    list: () => records.values().toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    save: (queue) => records.set(queue.name, queue),
    remove: (queue) => void records.delete(queue.name),
    urlOf: (name) => `${endpointUrl()}/${ACCOUNT_ID}/${name}`,
    arnOf: arn,
  };
}

/** The port of the local cloud may change from run to run, so only the path counts. */
export function queueNameIn(url: unknown): string | undefined {
  return typeof url === "string" ? /\/(\d{12})\/([\w-]{1,80})$/.exec(url)?.[2] : undefined;
}

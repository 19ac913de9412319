import { join } from "node:path";
import * as schemas from "@aws-sdk/client-sqs";
import type { Clock, MetricSink, QueueSink } from "../ports.ts";
import { checkServiceMay } from "../service-policy.ts";
import type { Store } from "../store.ts";
import type { WireService } from "../wire/service.ts";
import { refuseLongMessage } from "./checked-message.ts";
import { createLevels } from "./levels.ts";
import { createMessageOperations } from "./message-operations.ts";
import { openMessages } from "./messages.ts";
import { sqsPermissions } from "./permissions.ts";
import { numberOf, policyOf } from "./queue.ts";
import { createQueueOperations } from "./queue-operations.ts";
import { openQueues } from "./queues.ts";
import { createWaiting } from "./waiting.ts";

/** What SQS needs. Messages lie in a file under `dir`. */
export interface SqsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly dir: string;
  readonly region: string;
  readonly metrics: MetricSink;
  /** AWS endpoint of the local cloud: queue URLs begin with it. */
  readonly endpointUrl: () => string;
}

/** SQS: standard queues. A message is on disk when the call returns. */
export interface SqsService {
  readonly operations: SqsOperations;
  readonly wire: WireService;
  readonly sink: QueueSink;
  /** Ends all waiting. */
  readonly close: () => void;
}

export type SqsOperations = ReturnType<typeof createQueueOperations> &
  ReturnType<typeof createMessageOperations>;

/** Opens SQS over what the store and `dir` hold. */
export function createSqs({ store, clock, dir, region, metrics, endpointUrl }: SqsDeps): SqsService {
  const queues = openQueues(store, region, endpointUrl);
  const messages = openMessages(join(dir, "messages.ndjson"), clock);
  const levels = createLevels({ queues, messages, clock, metrics });
  const waiting = createWaiting(clock);
  const deps = { queues, messages, levels, waiting, clock };
  const operations: SqsOperations = { ...createQueueOperations(deps), ...createMessageOperations(deps) };
  return {
    operations,
    wire: {
      signingName: "sqs",
      schemas,
      operations: { ...operations },
      permissions: (operation, input) => sqsPermissions(region, operation, input),
    },
    sink: {
      send: (queueArn, body, attributes, principalService, sourceArn) => {
        const queue = queues.byArn(queueArn);
        if (principalService !== undefined) {
          checkServiceMay(policyOf(queue), {
            principalService,
            action: "sqs:SendMessage",
            resource: queueArn,
            sourceArn,
          });
        }
        refuseLongMessage(body, {}, numberOf(queue, "MaximumMessageSize"));
        messages.send(queue, {
          body,
          attributes: Object.fromEntries(
            Object.entries(attributes).map(([name, text]) => [name, { type: "String", text }]),
          ),
          senderId: principalService ?? sourceArn,
        });
        levels.report(queue);
        waiting.wake(queue.id);
      },
    },
    close: () => {
      levels.close();
      waiting.close();
    },
  };
}

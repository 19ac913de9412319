import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { PublishCommandInput, PublishCommandOutput } from "@aws-sdk/client-sns";
import * as schemas from "@aws-sdk/client-sns";
import { AwsError } from "../aws-error.ts";
import { messageOf } from "../errors.ts";
import type { Clock, EventInvoker, Notice, QueueSink, TopicSink } from "../ports.ts";
import { checkServiceMay } from "../service-policy.ts";
import type { Store } from "../store.ts";
import type { WireService } from "../wire/service.ts";
import { deliver } from "./deliver.ts";
import { invalidParameter } from "./errors.ts";
import { checkPublication, type Publication, publicationOf } from "./message.ts";
import { openNotices } from "./notices.ts";
import { snsPermissions } from "./permissions.ts";
import { createSubscriptionOperations } from "./subscription-operations.ts";
import { isEncrypted, policyText, readTopicPolicy, type TopicRecord } from "./topic.ts";
import { createTopicOperations } from "./topic-operations.ts";
import { openTopics } from "./topics.ts";

/** What SNS needs. The last messages lie in a file under `dir`. */
export interface SnsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly dir: string;
  readonly region: string;
  readonly invoker: EventInvoker;
  readonly queues: QueueSink;
  /** Told about messages that a subscriber refuses: the publisher never hears of it. */
  readonly onWarning?: (message: string) => void;
}

/** SNS: standard topics, delivered to functions and queues of the local cloud and nowhere else. */
export interface SnsService {
  readonly operations: SnsOperations;
  readonly wire: WireService;
  readonly sink: TopicSink;
  /** The last messages of a topic, or of all, oldest first. */
  readonly published: (topicArn?: string) => readonly Notice[];
}

export type SnsOperations = ReturnType<typeof createTopicOperations> &
  ReturnType<typeof createSubscriptionOperations> & {
    readonly Publish: (input: PublishCommandInput) => Omit<PublishCommandOutput, "$metadata">;
  };

/** Opens SNS over what the store and `dir` hold. */
export function createSns(deps: SnsDeps): SnsService {
  const { store, clock, dir, region, onWarning = () => undefined } = deps;
  const topics = openTopics(store);
  const notices = openNotices(join(dir, "notices.ndjson"));

  /** Returns the message's id. */
  function publish(topic: TopicRecord, publication: Publication): string {
    const delivery = { ...publication, id: randomUUID(), topicArn: topic.arn, atMs: clock.nowMs() };
    const { subject, message, atMs } = delivery;
    notices.add({ topicArn: topic.arn, subject, message, atMs });
    for (const subscription of topics.subscriptions(topic.arn)) {
      try {
        deliver(subscription, delivery, deps);
      } catch (error) {
        onWarning(`${topic.arn} could not deliver to ${subscription.endpoint}: ${messageOf(error)}`);
      }
    }
    return delivery.id;
  }

  const operations: SnsOperations = {
    ...createTopicOperations(topics, region),
    ...createSubscriptionOperations(topics),
    Publish: (input) => {
      if (input.TopicArn !== undefined && input.TargetArn !== undefined) {
        throw invalidParameter("TopicArn or TargetArn Reason: exactly one of them must be given");
      }
      const publication = publicationOf(input);
      return { MessageId: publish(topics.get(input.TopicArn ?? input.TargetArn), publication) };
    },
  };

  return {
    operations,
    wire: {
      signingName: "sns",
      schemas,
      operations: { ...operations },
      permissions: (operation, input) => snsPermissions(region, operation, input),
    },
    sink: {
      publish: (topicArn, subject, message, principalService, sourceArn) => {
        const topic = topics.get(topicArn);
        if (principalService !== undefined) {
          checkServiceMay(readTopicPolicy(policyText(topic)), {
            principalService,
            action: "sns:Publish",
            resource: topicArn,
            sourceArn,
          });
          refuseEncrypted(topic, principalService);
        }
        const publication = { subject, message, attributes: {} };
        checkPublication(publication);
        publish(topic, publication);
      },
    },
    published: notices.list,
  };
}

/** The policy of the key that AWS keeps for SNS lets identities of the account use it, and no service. */
function refuseEncrypted(topic: TopicRecord, principalService: string): void {
  if (!isEncrypted(topic)) return;
  throw new AwsError(
    "KMSAccessDeniedException",
    `${principalService} does not have authorization to access the SNS topic encryption key ${topic.attributes.KmsMasterKeyId ?? ""} of ${topic.arn}.`,
  );
}

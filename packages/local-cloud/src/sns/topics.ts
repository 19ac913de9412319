import type { Store } from "../store.ts";
import { notFound } from "./errors.ts";
import type { SubscriptionRecord } from "./subscription.ts";
import type { TopicRecord } from "./topic.ts";

/** Topics and their subscriptions, by ARN. */
export interface Topics {
  readonly find: (arn: string | undefined) => TopicRecord | undefined;
  readonly get: (arn: string | undefined) => TopicRecord;
  readonly list: () => readonly TopicRecord[];
  readonly save: (topic: TopicRecord) => void;
  /** Its subscriptions go with it. */
  readonly remove: (arn: string) => void;
  readonly subscription: (arn: string | undefined) => SubscriptionRecord;
  readonly subscriptions: (topicArn?: string) => readonly SubscriptionRecord[];
  readonly saveSubscription: (subscription: SubscriptionRecord) => void;
  readonly removeSubscription: (arn: string) => void;
}

export function openTopics(store: Store): Topics {
  const topics = store.collection<TopicRecord>("sns-topics");
  const subscriptions = store.collection<SubscriptionRecord>("sns-subscriptions");
  const find = (arn = ""): TopicRecord | undefined => topics.get(arn);
  const of = (topicArn?: string): readonly SubscriptionRecord[] =>
    subscriptions.values().filter((each) => topicArn === undefined || each.topicArn === topicArn);
  return {
    find,
    get: (arn) => {
      const topic = find(arn);
      if (topic === undefined) throw notFound("Topic");
      return topic;
    },
    list: () => topics.values().toSorted((a, b) => (a.arn < b.arn ? -1 : 1)),
    save: (topic) => topics.set(topic.arn, topic),
    remove: (arn) => {
      for (const subscription of of(arn)) subscriptions.delete(subscription.arn);
      topics.delete(arn);
    },
    subscription: (arn = "") => {
      const subscription = subscriptions.get(arn);
      if (subscription === undefined) throw notFound("Subscription");
      return subscription;
    },
    subscriptions: of,
    saveSubscription: (subscription) => subscriptions.set(subscription.arn, subscription),
    removeSubscription: (arn) => void subscriptions.delete(arn),
  };
}

import { randomUUID } from "node:crypto";
import type {
  GetSubscriptionAttributesCommandInput,
  GetSubscriptionAttributesCommandOutput,
  ListSubscriptionsByTopicCommandInput,
  ListSubscriptionsByTopicCommandOutput,
  ListSubscriptionsCommandInput,
  ListSubscriptionsCommandOutput,
  SetSubscriptionAttributesCommandInput,
  SetSubscriptionAttributesCommandOutput,
  SubscribeCommandInput,
  SubscribeCommandOutput,
  Subscription,
  UnsubscribeCommandInput,
  UnsubscribeCommandOutput,
} from "@aws-sdk/client-sns";
import { ACCOUNT_ID } from "../account.ts";
import { invalidParameter } from "./errors.ts";
import { pageAfter } from "./page.ts";
import {
  checkedEndpoint,
  checkedProtocol,
  isPending,
  type SubscriptionRecord,
  withAttribute,
} from "./subscription.ts";
import type { Topics } from "./topics.ts";

type Answer<T> = Omit<T, "$metadata">;

/** Operations on subscriptions. */
export function createSubscriptionOperations(topics: Topics) {
  return {
    /** Subscribing the same endpoint again changes nothing. */
    Subscribe: (input: SubscribeCommandInput): Answer<SubscribeCommandOutput> => {
      const topic = topics.get(input.TopicArn);
      const protocol = checkedProtocol(input.Protocol);
      const endpoint = checkedEndpoint(protocol, input.Endpoint);
      const existing = topics
        .subscriptions(topic.arn)
        .find((each) => each.protocol === protocol && each.endpoint === endpoint);
      const plain = existing ?? {
        arn: `${topic.arn}:${randomUUID()}`,
        topicArn: topic.arn,
        protocol,
        endpoint,
        raw: false,
      };
      const subscription = Object.entries(input.Attributes ?? {}).reduce<SubscriptionRecord>(
        (changed, [name, value]) => withAttribute(changed, name, value),
        plain,
      );
      if (existing !== undefined && subscription.raw !== existing.raw) {
        throw invalidParameter("Attributes Reason: Subscription already exists with different attributes");
      }
      topics.saveSubscription(subscription);
      const isHidden = isPending(subscription) && input.ReturnSubscriptionArn !== true;
      return { SubscriptionArn: isHidden ? "pending confirmation" : subscription.arn };
    },

    /** A subscription that is not there is no error, as documented. */
    Unsubscribe: (input: UnsubscribeCommandInput): Answer<UnsubscribeCommandOutput> => {
      topics.removeSubscription(input.SubscriptionArn ?? "");
      return {};
    },

    GetSubscriptionAttributes: (
      input: GetSubscriptionAttributesCommandInput,
    ): Answer<GetSubscriptionAttributesCommandOutput> => {
      const subscription = topics.subscription(input.SubscriptionArn);
      return {
        Attributes: {
          SubscriptionArn: subscription.arn,
          TopicArn: subscription.topicArn,
          Owner: ACCOUNT_ID,
          Protocol: subscription.protocol,
          Endpoint: subscription.endpoint,
          RawMessageDelivery: String(subscription.raw),
          PendingConfirmation: String(isPending(subscription)),
          ConfirmationWasAuthenticated: String(!isPending(subscription)),
        },
      };
    },

    SetSubscriptionAttributes: (
      input: SetSubscriptionAttributesCommandInput,
    ): Answer<SetSubscriptionAttributesCommandOutput> => {
      const subscription = topics.subscription(input.SubscriptionArn);
      topics.saveSubscription(withAttribute(subscription, input.AttributeName ?? "", input.AttributeValue));
      return {};
    },

    ListSubscriptions: (input: ListSubscriptionsCommandInput): Answer<ListSubscriptionsCommandOutput> => {
      const { items, next } = pageAfter(topics.subscriptions(), ({ arn }) => arn, input.NextToken);
      return { Subscriptions: items.map(listed), NextToken: next };
    },

    ListSubscriptionsByTopic: (
      input: ListSubscriptionsByTopicCommandInput,
    ): Answer<ListSubscriptionsByTopicCommandOutput> => {
      const { arn: topicArn } = topics.get(input.TopicArn);
      const { items, next } = pageAfter(topics.subscriptions(topicArn), ({ arn }) => arn, input.NextToken);
      return { Subscriptions: items.map(listed), NextToken: next };
    },
  };
}

function listed(subscription: SubscriptionRecord): Subscription {
  return {
    SubscriptionArn: isPending(subscription) ? "PendingConfirmation" : subscription.arn,
    Owner: ACCOUNT_ID,
    Protocol: subscription.protocol,
    Endpoint: subscription.endpoint,
    TopicArn: subscription.topicArn,
  };
}

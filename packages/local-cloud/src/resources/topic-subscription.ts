import { z } from "zod";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { regionInput, text } from "./inputs.ts";
import type { SnsPort } from "./ports.ts";
import { type ResourceType, required, resourceType } from "./resource-type.ts";

/** `aws:sns/topicSubscription:TopicSubscription`. */
export function topicSubscriptionType(sns: SnsPort, region: string): ResourceType {
  return resourceType({
    token: "aws:sns/topicSubscription:TopicSubscription",
    inputs: z.strictObject({
      endpoint: text,
      protocol: z.enum(["lambda", "sqs", "email", "email-json", "http", "https"]),
      rawMessageDelivery: z.boolean().optional(),
      region: regionInput(region),
      topic: text,
    }),
    replaceOn: ["endpoint", "protocol", "topic"],
    uniqueBy: ["endpoint", "protocol", "topic"],
    create: async ({ topic, protocol, endpoint, rawMessageDelivery }) => {
      const { SubscriptionArn } = await sns.Subscribe(
        {
          TopicArn: topic,
          Protocol: protocol,
          Endpoint: endpoint,
          // Also for what waits to be confirmed.
          ReturnSubscriptionArn: true,
          ...(rawMessageDelivery === undefined
            ? {}
            : { Attributes: { RawMessageDelivery: String(rawMessageDelivery) } }),
        },
        ACCOUNT_CONTEXT,
      );
      return required(SubscriptionArn, "the subscription's ARN");
    },
    update: async (SubscriptionArn, { rawMessageDelivery = false }, touches) => {
      if (!touches("rawMessageDelivery")) return;
      await sns.SetSubscriptionAttributes(
        {
          SubscriptionArn,
          AttributeName: "RawMessageDelivery",
          AttributeValue: String(rawMessageDelivery),
        },
        ACCOUNT_CONTEXT,
      );
    },
    delete: async (SubscriptionArn) => {
      await sns.Unsubscribe({ SubscriptionArn }, ACCOUNT_CONTEXT);
    },
    describe: async (SubscriptionArn) => {
      const { Attributes = {} } = await sns.GetSubscriptionAttributes({ SubscriptionArn }, ACCOUNT_CONTEXT);
      return {
        arn: SubscriptionArn,
        confirmationWasAuthenticated: Attributes["ConfirmationWasAuthenticated"] === "true",
        endpoint: Attributes["Endpoint"],
        filterPolicyScope: "",
        ownerId: Attributes["Owner"],
        pendingConfirmation: Attributes["PendingConfirmation"] === "true",
        protocol: Attributes["Protocol"],
        rawMessageDelivery: Attributes["RawMessageDelivery"] === "true",
        region,
        topic: Attributes["TopicArn"],
      };
    },
  });
}

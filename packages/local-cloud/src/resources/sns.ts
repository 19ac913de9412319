import { z } from "zod";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { jsonDocument, regionInput, tags, text } from "./inputs.ts";
import type { SnsPort } from "./ports.ts";
import { type ResourceType, required, resourceType, unlessGone } from "./resource-type.ts";
import { changeTags, type TagOperations } from "./tags.ts";
import { topicSubscriptionType } from "./topic-subscription.ts";

/** The types of `aws.sns`. */
export function snsTypes(sns: SnsPort, region: string): readonly ResourceType[] {
  return [topicType(sns, region), topicPolicyType(sns, region), topicSubscriptionType(sns, region)];
}

/** Attributes of topics by the property that sets them. An empty text is their default. */
const ATTRIBUTES = {
  displayName: "DisplayName",
  kmsMasterKeyId: "KmsMasterKeyId",
  policy: "Policy",
} as const;
type Attribute = keyof typeof ATTRIBUTES;

function topicType(sns: SnsPort, region: string): ResourceType {
  const tagging: TagOperations = {
    add: (ResourceArn, added) => sns.TagResource({ ResourceArn, Tags: tagList(added) }, ACCOUNT_CONTEXT),
    remove: (ResourceArn, TagKeys) => sns.UntagResource({ ResourceArn, TagKeys }, ACCOUNT_CONTEXT),
  };
  const names = Object.keys(ATTRIBUTES) as Attribute[];
  return resourceType({
    token: "aws:sns/topic:Topic",
    inputs: z.strictObject({
      displayName: text.optional(),
      kmsMasterKeyId: text.optional(),
      name: text,
      policy: jsonDocument.optional(),
      region: regionInput(region),
      tags,
    }),
    autoname: { property: "name", maxLength: 256 },
    replaceOn: ["name"],
    create: async (given) => {
      const set = names.flatMap((name) => {
        const value = given[name];
        return value === undefined ? [] : [[ATTRIBUTES[name], value] as const];
      });
      const { TopicArn } = await sns.CreateTopic(
        {
          Name: given.name,
          Attributes: Object.fromEntries(set),
          Tags: given.tags === undefined ? undefined : tagList(given.tags),
        },
        ACCOUNT_CONTEXT,
      );
      return required(TopicArn, "the topic's ARN");
    },
    update: async (TopicArn, given, touches, old) => {
      for (const name of names) {
        if (!touches(name)) continue;
        const change = { TopicArn, AttributeName: ATTRIBUTES[name], AttributeValue: given[name] ?? "" };
        await sns.SetTopicAttributes(change, ACCOUNT_CONTEXT);
      }
      if (touches("tags")) await changeTags(tagging, TopicArn, old.inputs.tags, given.tags);
    },
    delete: async (TopicArn) => {
      await sns.DeleteTopic({ TopicArn }, ACCOUNT_CONTEXT);
    },
    describe: async (TopicArn) => {
      const { Attributes = {} } = await sns.GetTopicAttributes({ TopicArn }, ACCOUNT_CONTEXT);
      const { Tags = [] } = await sns.ListTagsForResource({ ResourceArn: TopicArn }, ACCOUNT_CONTEXT);
      const topicTags = Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
      return {
        arn: TopicArn,
        displayName: Attributes["DisplayName"] ?? "",
        fifoTopic: false,
        kmsMasterKeyId: Attributes["KmsMasterKeyId"] ?? "",
        name: TopicArn.split(":")[5],
        owner: Attributes["Owner"],
        policy: Attributes["Policy"],
        region,
        tags: topicTags,
        tagsAll: topicTags,
      };
    },
  });
}

/** `aws:sns/topicPolicy:TopicPolicy`: the policy of a topic, set apart from it. */
function topicPolicyType(sns: SnsPort, region: string): ResourceType {
  const setPolicy = async (TopicArn: string, policy: string): Promise<void> => {
    await sns.SetTopicAttributes(
      { TopicArn, AttributeName: "Policy", AttributeValue: policy },
      ACCOUNT_CONTEXT,
    );
  };
  return resourceType({
    token: "aws:sns/topicPolicy:TopicPolicy",
    inputs: z.strictObject({ arn: text, policy: jsonDocument, region: regionInput(region) }),
    replaceOn: ["arn"],
    uniqueBy: ["arn"],
    create: async ({ arn, policy }) => {
      await setPolicy(arn, policy);
      return arn;
    },
    update: async (arn, { policy }) => setPolicy(arn, policy),
    delete: async (arn) => {
      // A topic always has a policy: without one of its own it has AWS's default.
      await unlessGone(() => setPolicy(arn, ""));
    },
    describe: async (TopicArn) => {
      const { Attributes = {} } = await sns.GetTopicAttributes({ TopicArn }, ACCOUNT_CONTEXT);
      return { arn: TopicArn, owner: Attributes["Owner"], policy: Attributes["Policy"], region };
    },
  });
}

function tagList(map: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(map).map(([Key, Value]) => ({ Key, Value }));
}

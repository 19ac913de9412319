import type {
  CreateTopicCommandInput,
  CreateTopicCommandOutput,
  DeleteTopicCommandInput,
  DeleteTopicCommandOutput,
  GetTopicAttributesCommandInput,
  GetTopicAttributesCommandOutput,
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  ListTopicsCommandInput,
  ListTopicsCommandOutput,
  SetTopicAttributesCommandInput,
  SetTopicAttributesCommandOutput,
  Tag,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from "@aws-sdk/client-sns";
import { ACCOUNT_ID, arnOf } from "../account.ts";
import { invalidParameter, notFound, refuseUnsupported } from "./errors.ts";
import { pageAfter } from "./page.ts";
import { isPending } from "./subscription.ts";
import { checkedAttribute, policyText, type TopicRecord } from "./topic.ts";
import type { Topics } from "./topics.ts";

type Answer<T> = Omit<T, "$metadata">;

const MAX_TAGS = 50;

/** Operations on topics as a whole. */
export function createTopicOperations(topics: Topics, region: string) {
  const tagged = (arn: string | undefined): TopicRecord => {
    const topic = topics.find(arn);
    if (topic === undefined) throw notFound("Resource");
    return topic;
  };
  return {
    CreateTopic: (input: CreateTopicCommandInput): Answer<CreateTopicCommandOutput> => {
      refuseUnsupported(input, ["DataProtectionPolicy"]);
      const { Name: name = "", Attributes: given = {}, Tags } = input;
      if (name.endsWith(".fifo") || given["FifoTopic"] === "true") {
        throw invalidParameter("the local cloud has standard topics only: FIFO topics are not supported");
      }
      if (!/^[\w-]{1,256}$/.test(name)) throw invalidParameter("Topic Name");
      const attributes = Object.fromEntries(
        Object.entries(given).map(([attribute, value]) => checkedAttribute(attribute, value)),
      );
      const arn = arnOf("sns", region, name);
      const existing = topics.find(arn);
      const tags = checkedTags(tagRecord(Tags));
      if (existing === undefined) topics.save({ arn, attributes, tags });
      else refuseOthers(existing, attributes, tags);
      return { TopicArn: arn };
    },

    /** A topic that is not there is no error, as documented. */
    DeleteTopic: (input: DeleteTopicCommandInput): Answer<DeleteTopicCommandOutput> => {
      topics.remove(input.TopicArn ?? "");
      return {};
    },

    GetTopicAttributes: (input: GetTopicAttributesCommandInput): Answer<GetTopicAttributesCommandOutput> => {
      const topic = topics.get(input.TopicArn);
      const subscriptions = topics.subscriptions(topic.arn);
      const pending = subscriptions.filter(isPending).length;
      const { KmsMasterKeyId: key = "", DisplayName: displayName = "" } = topic.attributes;
      return {
        Attributes: {
          TopicArn: topic.arn,
          Owner: ACCOUNT_ID,
          Policy: policyText(topic),
          DisplayName: displayName,
          SubscriptionsConfirmed: String(subscriptions.length - pending),
          SubscriptionsPending: String(pending),
          SubscriptionsDeleted: "0",
          ...(key === "" ? {} : { KmsMasterKeyId: key }),
        },
      };
    },

    SetTopicAttributes: (input: SetTopicAttributesCommandInput): Answer<SetTopicAttributesCommandOutput> => {
      const topic = topics.get(input.TopicArn);
      const [name, value] = checkedAttribute(input.AttributeName ?? "", input.AttributeValue ?? "");
      topics.save({ ...topic, attributes: { ...topic.attributes, [name]: value } });
      return {};
    },

    ListTopics: (input: ListTopicsCommandInput): Answer<ListTopicsCommandOutput> => {
      const { items, next } = pageAfter(topics.list(), ({ arn }) => arn, input.NextToken);
      return { Topics: items.map(({ arn }) => ({ TopicArn: arn })), NextToken: next };
    },

    TagResource: (input: TagResourceCommandInput): Answer<TagResourceCommandOutput> => {
      const topic = tagged(input.ResourceArn);
      topics.save({ ...topic, tags: checkedTags({ ...topic.tags, ...tagRecord(input.Tags) }) });
      return {};
    },

    UntagResource: (input: UntagResourceCommandInput): Answer<UntagResourceCommandOutput> => {
      const topic = tagged(input.ResourceArn);
      const gone = new Set(input.TagKeys);
      const kept = Object.entries(topic.tags).filter(([key]) => !gone.has(key));
      topics.save({ ...topic, tags: Object.fromEntries(kept) });
      return {};
    },

    ListTagsForResource: (
      input: ListTagsForResourceCommandInput,
    ): Answer<ListTagsForResourceCommandOutput> => ({
      Tags: Object.entries(tagged(input.ResourceArn).tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  };
}

/** Creating a topic again is no error, as long as it would be the same one. */
function refuseOthers(
  existing: TopicRecord,
  attributes: TopicRecord["attributes"],
  tags: TopicRecord["tags"],
): void {
  const other = Object.entries(attributes).find(
    ([name, value]) => Object.entries(existing.attributes).find(([each]) => each === name)?.[1] !== value,
  );
  if (other !== undefined) {
    throw invalidParameter("Attributes Reason: Topic already exists with different attributes");
  }
  const otherTag = Object.entries(tags).find(([key, value]) => existing.tags[key] !== value);
  if (otherTag !== undefined) throw invalidParameter("Tags Reason: Topic already exists with different tags");
}

function tagRecord(tags: readonly Tag[] | undefined): TopicRecord["tags"] {
  return Object.fromEntries((tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
}

function checkedTags(tags: TopicRecord["tags"]): TopicRecord["tags"] {
  const count = Object.keys(tags).length;
  if (count > MAX_TAGS) throw invalidParameter(`Tags Reason: at most ${MAX_TAGS} tags, found ${count}`);
  return tags;
}

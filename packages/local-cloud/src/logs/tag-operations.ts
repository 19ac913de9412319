import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from "@aws-sdk/client-cloudwatch-logs";
import { groupNameOf } from "./identifiers.ts";
import type { LogGroups } from "./log-groups.ts";

type Answer<T> = Omit<T, "$metadata">;

/** Tags of log groups, by the group's ARN. */
export function createTagOperations(groups: LogGroups) {
  const groupOf = (arn: string | undefined) => groups.get(groupNameOf(undefined, arn ?? ""));
  return {
    TagResource: (input: TagResourceCommandInput): Answer<TagResourceCommandOutput> => {
      const group = groupOf(input.resourceArn);
      groups.save({ ...group, tags: { ...group.tags, ...input.tags } });
      return {};
    },
    UntagResource: (input: UntagResourceCommandInput): Answer<UntagResourceCommandOutput> => {
      const group = groupOf(input.resourceArn);
      const gone = new Set(input.tagKeys);
      const tags = Object.fromEntries(Object.entries(group.tags).filter(([key]) => !gone.has(key)));
      groups.save({ ...group, tags });
      return {};
    },
    ListTagsForResource: (
      input: ListTagsForResourceCommandInput,
    ): Answer<ListTagsForResourceCommandOutput> => ({ tags: { ...groupOf(input.resourceArn).tags } }),
  };
}

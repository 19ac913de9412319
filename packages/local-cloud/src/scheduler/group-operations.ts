import type {
  GetScheduleGroupCommandInput,
  GetScheduleGroupCommandOutput,
  ListScheduleGroupsCommandInput,
  ListScheduleGroupsCommandOutput,
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  Tag,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from "@aws-sdk/client-scheduler";
import { arnOf } from "../account.ts";
import type { Collection } from "../store.ts";
import { notFound } from "./errors.ts";
import { GROUP } from "./schedule.ts";

type Answer<T> = Omit<T, "$metadata">;

type Tags = Readonly<Record<string, string>>;

/** The one schedule group, and its tags: schedules themselves have none. */
export function createGroupOperations(tags: Collection<Tags>, region: string) {
  const arn = arnOf("scheduler", region, `schedule-group/${GROUP}`);
  const tagsOf = (resource: string | undefined): Tags => {
    if (resource !== arn) throw notFound(`Schedule group ${resource ?? ""} does not exist.`);
    return tags.get(GROUP) ?? {};
  };
  return {
    GetScheduleGroup: (input: GetScheduleGroupCommandInput): Answer<GetScheduleGroupCommandOutput> => {
      if (input.Name !== GROUP) throw notFound(`Schedule group ${input.Name ?? ""} does not exist.`);
      return { Arn: arn, Name: GROUP, State: "ACTIVE" };
    },

    ListScheduleGroups: (input: ListScheduleGroupsCommandInput): Answer<ListScheduleGroupsCommandOutput> => ({
      ScheduleGroups: GROUP.startsWith(input.NamePrefix ?? "")
        ? [{ Arn: arn, Name: GROUP, State: "ACTIVE" }]
        : [],
    }),

    TagResource: (input: TagResourceCommandInput): Answer<TagResourceCommandOutput> => {
      tags.set(GROUP, { ...tagsOf(input.ResourceArn), ...tagRecord(input.Tags) });
      return {};
    },

    UntagResource: (input: UntagResourceCommandInput): Answer<UntagResourceCommandOutput> => {
      const gone = new Set(input.TagKeys);
      const kept = Object.entries(tagsOf(input.ResourceArn)).filter(([key]) => !gone.has(key));
      tags.set(GROUP, Object.fromEntries(kept));
      return {};
    },

    ListTagsForResource: (
      input: ListTagsForResourceCommandInput,
    ): Answer<ListTagsForResourceCommandOutput> => ({
      Tags: Object.entries(tagsOf(input.ResourceArn)).map(([Key, Value]) => ({ Key, Value })),
    }),
  };
}

function tagRecord(tags: readonly Tag[] | undefined): Tags {
  return Object.fromEntries((tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
}

import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  Tag,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../aws-error.ts";
import type { Collection } from "../../store.ts";
import { validation } from "../errors.ts";
import type { AlarmRecord } from "./alarm.ts";

type Answer<T> = Omit<T, "$metadata">;
type Tags = AlarmRecord["tags"];

const MAX_TAGS = 50;

/** Tags of alarms, by the alarm's ARN. */
export function createTagOperations(alarms: Collection<AlarmRecord>) {
  function tagged(arn: string | undefined): AlarmRecord {
    const alarm = alarms.values().find((each) => each.arn === arn);
    if (alarm !== undefined) return alarm;
    throw new AwsError("ResourceNotFoundException", `Unknown resource: ${arn ?? "none"}`, 404, {
      ResourceType: "AlarmArn",
      ResourceId: arn ?? "",
    });
  }
  const save = (alarm: AlarmRecord, tags: Tags): void =>
    alarms.set(alarm.settings.AlarmName, { ...alarm, tags: checkedTags(tags) });

  return {
    TagResource: (input: TagResourceCommandInput): Answer<TagResourceCommandOutput> => {
      const alarm = tagged(input.ResourceARN);
      save(alarm, { ...alarm.tags, ...recordOf(input.Tags) });
      return {};
    },
    UntagResource: (input: UntagResourceCommandInput): Answer<UntagResourceCommandOutput> => {
      const alarm = tagged(input.ResourceARN);
      const gone = new Set(input.TagKeys);
      save(alarm, Object.fromEntries(Object.entries(alarm.tags).filter(([key]) => !gone.has(key))));
      return {};
    },
    ListTagsForResource: (
      input: ListTagsForResourceCommandInput,
    ): Answer<ListTagsForResourceCommandOutput> => ({
      Tags: Object.entries(tagged(input.ResourceARN).tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  };
}

/** Tags of a request as they are kept. */
export function recordOf(tags: readonly Tag[] | undefined): Tags {
  return checkedTags(Object.fromEntries((tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value])));
}

function checkedTags(tags: Tags): Tags {
  const entries = Object.entries(tags);
  if (entries.length > MAX_TAGS) {
    throw validation(`An alarm must have at most ${MAX_TAGS} tags, found ${entries.length}.`);
  }
  const wrong = entries.find(([key, value]) => key === "" || key.length > 128 || value.length > 256);
  if (wrong !== undefined) {
    throw validation(
      `Tags must have keys of 1 to 128 and values of up to 256 characters, found ${wrong[0]}.`,
    );
  }
  return tags;
}

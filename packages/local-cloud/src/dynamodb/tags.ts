import type {
  ListTagsOfResourceCommandInput,
  ListTagsOfResourceCommandOutput,
  Tag,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from "@aws-sdk/client-dynamodb";
import { AwsError } from "../aws-error.ts";
import { validation } from "./errors.ts";
import type { TableRecord } from "./table.ts";
import type { Tables } from "./tables.ts";

type Answer<T> = Omit<T, "$metadata">;
type Tags = TableRecord["tags"];

const MAX_TAGS = 50;

/** Tags of tables, by the table's ARN. */
export function createTagOperations(tables: Tables) {
  const tagged = (arn: string | undefined): TableRecord => {
    const table = tables.list().find((each) => each.arn === arn);
    if (table !== undefined) return table;
    throw new AwsError(
      "ResourceNotFoundException",
      `Requested resource not found: ResourceArn: ${arn ?? "none"} not found`,
    );
  };
  return {
    TagResource: (input: TagResourceCommandInput): Answer<TagResourceCommandOutput> => {
      const table = tagged(input.ResourceArn);
      tables.save({ ...table, tags: checkedTags({ ...table.tags, ...tagRecord(input.Tags) }) });
      return {};
    },
    UntagResource: (input: UntagResourceCommandInput): Answer<UntagResourceCommandOutput> => {
      const table = tagged(input.ResourceArn);
      const gone = new Set(input.TagKeys);
      const kept = Object.entries(table.tags).filter(([key]) => !gone.has(key));
      tables.save({ ...table, tags: Object.fromEntries(kept) });
      return {};
    },
    ListTagsOfResource: (input: ListTagsOfResourceCommandInput): Answer<ListTagsOfResourceCommandOutput> => ({
      Tags: Object.entries(tagged(input.ResourceArn).tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  };
}

export function tagRecord(tags: readonly Tag[] | undefined): Tags {
  return Object.fromEntries((tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
}

export function checkedTags(tags: Tags): Tags {
  const entries = Object.entries(tags);
  if (entries.length > MAX_TAGS) {
    throw validation(`A table must have at most ${MAX_TAGS} tags, found ${entries.length}.`);
  }
  const wrong = entries.find(([key, value]) => key === "" || key.length > 128 || value.length > 256);
  if (wrong === undefined) return tags;
  throw validation(`Tags must have keys of 1 to 128 and values of up to 256 characters, found ${wrong[0]}.`);
}

import type {
  ListTagsCommandInput,
  ListTagsCommandOutput,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from "@aws-sdk/client-lambda";
import { invalidParameter } from "./errors.ts";
import { parseFunctionName } from "./function-names.ts";
import type { FunctionStore } from "./function-store.ts";
import type { LambdaOperation } from "./operation.ts";
import type { FunctionRecord } from "./records.ts";

export interface TagOperations {
  readonly TagResource: LambdaOperation<TagResourceCommandInput, TagResourceCommandOutput>;
  readonly UntagResource: LambdaOperation<UntagResourceCommandInput, UntagResourceCommandOutput>;
  readonly ListTags: LambdaOperation<ListTagsCommandInput, ListTagsCommandOutput>;
}

export function createTagOperations(store: FunctionStore): TagOperations {
  const find = (arn: string | undefined): FunctionRecord => {
    const reference = parseFunctionName(arn, undefined, store.region);
    if (arn?.startsWith("arn:") !== true || reference.qualifier !== undefined) {
      throw invalidParameter(`Tags belong to functions: expected an ARN without qualifier, found '${arn}'.`);
    }
    return store.get(reference.name);
  };

  return {
    TagResource: async (input) => {
      const record = find(input.Resource);
      store.put({ ...record, tags: { ...record.tags, ...input.Tags } });
      return {};
    },
    UntagResource: async (input) => {
      const record = find(input.Resource);
      const kept = Object.entries(record.tags).filter(([key]) => !(input.TagKeys ?? []).includes(key));
      store.put({ ...record, tags: Object.fromEntries(kept) });
      return {};
    },
    ListTags: async (input) => ({ Tags: { ...find(input.Resource).tags } }),
  };
}

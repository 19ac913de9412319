import type {
  GetTagsCommandInput,
  TagResourceCommandInput,
  Tags as TagsOutput,
  UntagResourceCommandInput,
} from "@aws-sdk/client-api-gateway";
import { notFound } from "../errors.ts";
import type { Tags } from "../records.ts";
import { childKey, type GatewayState } from "../state.ts";

/** Something that has tags. */
interface Tagged {
  readonly tags: Tags;
  readonly save: (tags: Tags) => void;
}

/** Operations on tags, by ARNs like `arn:aws:apigateway:us-east-1::/restapis/abc/stages/dev`. */
export function createTagOperations(state: GatewayState) {
  return {
    TagResource: (input: TagResourceCommandInput): Record<string, never> => {
      const tagged = taggedBy(state, input.resourceArn);
      tagged.save({ ...tagged.tags, ...input.tags });
      return {};
    },
    UntagResource: (input: UntagResourceCommandInput): Record<string, never> => {
      const tagged = taggedBy(state, input.resourceArn);
      const gone = new Set(input.tagKeys);
      tagged.save(Object.fromEntries(Object.entries(tagged.tags).filter(([key]) => !gone.has(key))));
      return {};
    },
    GetTags: (input: GetTagsCommandInput): TagsOutput => ({
      tags: { ...taggedBy(state, input.resourceArn).tags },
    }),
  };
}

function taggedBy(state: GatewayState, arn = ""): Tagged {
  const [, kind, id, sub, name, ...rest] = (
    /^arn:aws:apigateway:[a-z0-9-]+::(\/.+)$/.exec(arn)?.[1] ?? ""
  ).split("/");
  const isWhole = sub === undefined;
  if (kind === "restapis" && isWhole) {
    const api = state.api(id);
    return { tags: api.tags, save: (tags) => state.apis.set(api.id, { ...api, tags }) };
  }
  if (kind === "restapis" && sub === "stages" && rest.length === 0) {
    const stage = state.stage(id, name);
    return {
      tags: stage.tags,
      save: (tags) => state.stages.set(childKey(stage.apiId, stage.name), { ...stage, tags }),
    };
  }
  if (kind === "apikeys" && isWhole) {
    const key = state.key(id);
    return { tags: key.tags, save: (tags) => state.keys.set(key.id, { ...key, tags }) };
  }
  if (kind === "usageplans" && isWhole) {
    const plan = state.plan(id);
    return { tags: plan.tags, save: (tags) => state.plans.set(plan.id, { ...plan, tags }) };
  }
  throw notFound(`Invalid resource ARN specified: ${arn}`);
}

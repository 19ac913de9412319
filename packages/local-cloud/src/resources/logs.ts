import { z } from "zod";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { regionInput, tags, text } from "./inputs.ts";
import type { LogsPort } from "./ports.ts";
import { type ResourceType, required, resourceType } from "./resource-type.ts";
import { changeTags, type TagOperations } from "./tags.ts";

/** The types of `aws.cloudwatch` that belong to CloudWatch Logs. */
export function logsTypes(logs: LogsPort, region: string): readonly ResourceType[] {
  const tagging: TagOperations = {
    add: (resourceArn, added) => logs.TagResource({ resourceArn, tags: added }, ACCOUNT_CONTEXT),
    remove: (resourceArn, tagKeys) => logs.UntagResource({ resourceArn, tagKeys }, ACCOUNT_CONTEXT),
  };
  /** 0 = for ever, as in the real provider. */
  const retain = async (logGroupName: string, retentionInDays = 0): Promise<void> => {
    if (retentionInDays === 0) await logs.DeleteRetentionPolicy({ logGroupName }, ACCOUNT_CONTEXT);
    else await logs.PutRetentionPolicy({ logGroupName, retentionInDays }, ACCOUNT_CONTEXT);
  };
  const logGroup = resourceType({
    token: "aws:cloudwatch/logGroup:LogGroup",
    inputs: z.strictObject({
      name: text,
      retentionInDays: z.int().min(0).optional(),
      skipDestroy: z.boolean().optional(),
      tags,
      region: regionInput(region),
    }),
    autoname: { property: "name", maxLength: 512 },
    replaceOn: ["name"],
    create: async ({ name, retentionInDays, tags: groupTags }) => {
      await logs.CreateLogGroup({ logGroupName: name, tags: groupTags }, ACCOUNT_CONTEXT);
      if (retentionInDays !== undefined) await retain(name, retentionInDays);
      return name;
    },
    update: async (name, inputs, touches, old) => {
      if (touches("retentionInDays")) await retain(name, inputs.retentionInDays);
      if (touches("tags")) await changeTags(tagging, String(old.outputs.arn), old.inputs.tags, inputs.tags);
    },
    delete: async (name, { skipDestroy }) => {
      if (skipDestroy !== true) await logs.DeleteLogGroup({ logGroupName: name }, ACCOUNT_CONTEXT);
    },
    describe: async (name) => {
      const { logGroups = [] } = await logs.DescribeLogGroups({ logGroupNamePrefix: name }, ACCOUNT_CONTEXT);
      const group = logGroups.find(({ logGroupName }) => logGroupName === name);
      if (group === undefined) return undefined;
      // `arn` of the answer ends in `:*`; the provider's output never does.
      const arn = required(group.logGroupArn, "the log group's ARN");
      const listed = await logs.ListTagsForResource({ resourceArn: arn }, ACCOUNT_CONTEXT);
      return {
        arn,
        deletionProtectionEnabled: false,
        logGroupClass: group.logGroupClass ?? "STANDARD",
        name,
        namePrefix: "",
        region,
        retentionInDays: group.retentionInDays ?? 0,
        tags: listed.tags ?? {},
        tagsAll: listed.tags ?? {},
      };
    },
  });
  return [logGroup];
}

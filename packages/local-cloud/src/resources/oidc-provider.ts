import { z } from "zod";
import { oidcProviderArn } from "../iam/names.ts";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { tags, text } from "./inputs.ts";
import type { IamPort } from "./ports.ts";
import { type ResourceType, required, resourceType } from "./resource-type.ts";
import { changeTags, type TagOperations, tagList, tagMap } from "./tags.ts";

/** `aws:iam/openIdConnectProvider:OpenIdConnectProvider`: who signs the tokens that roles may be assumed with. */
export function oidcProviderType(iam: IamPort): ResourceType {
  const tagging: TagOperations = {
    add: (OpenIDConnectProviderArn, added) =>
      iam.TagOpenIDConnectProvider({ OpenIDConnectProviderArn, Tags: tagList(added) }, ACCOUNT_CONTEXT),
    remove: (OpenIDConnectProviderArn, TagKeys) =>
      iam.UntagOpenIDConnectProvider({ OpenIDConnectProviderArn, TagKeys }, ACCOUNT_CONTEXT),
  };
  return resourceType({
    token: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    inputs: z.strictObject({
      url: text,
      clientIdLists: z.array(text).min(1),
      thumbprintLists: z.array(text).optional(),
      tags,
    }),
    replaceOn: ["url"],
    uniqueBy: ["url"],
    create: async ({ url, clientIdLists, thumbprintLists, tags: given }) => {
      const created = await iam.CreateOpenIDConnectProvider(
        { Url: url, ClientIDList: clientIdLists, ThumbprintList: thumbprintLists, Tags: tagList(given) },
        ACCOUNT_CONTEXT,
      );
      return required(created.OpenIDConnectProviderArn, "the provider's ARN");
    },
    update: async (arn, inputs, touches, old) => {
      const provider = { OpenIDConnectProviderArn: arn };
      if (touches("clientIdLists")) {
        const { ClientIDList = [] } = await iam.GetOpenIDConnectProvider(provider, ACCOUNT_CONTEXT);
        for (const ClientID of inputs.clientIdLists.filter((id) => !ClientIDList.includes(id))) {
          await iam.AddClientIDToOpenIDConnectProvider({ ...provider, ClientID }, ACCOUNT_CONTEXT);
        }
        for (const ClientID of ClientIDList.filter((id) => !inputs.clientIdLists.includes(id))) {
          await iam.RemoveClientIDFromOpenIDConnectProvider({ ...provider, ClientID }, ACCOUNT_CONTEXT);
        }
      }
      if (touches("thumbprintLists")) {
        const ThumbprintList = inputs.thumbprintLists ?? [];
        await iam.UpdateOpenIDConnectProviderThumbprint({ ...provider, ThumbprintList }, ACCOUNT_CONTEXT);
      }
      if (touches("tags")) await changeTags(tagging, arn, old.inputs.tags, inputs.tags);
    },
    delete: async (OpenIDConnectProviderArn) => {
      await iam.DeleteOpenIDConnectProvider({ OpenIDConnectProviderArn }, ACCOUNT_CONTEXT);
    },
    describe: (arn) => describeOidcProvider(iam, arn),
  });
}

/** What the resource and the data source say of a provider. */
export async function describeOidcProvider(iam: IamPort, arn: string) {
  const found = await iam.GetOpenIDConnectProvider({ OpenIDConnectProviderArn: arn }, ACCOUNT_CONTEXT);
  const providerTags = tagMap(found.Tags);
  return {
    arn,
    clientIdLists: found.ClientIDList ?? [],
    tags: providerTags,
    tagsAll: providerTags,
    thumbprintLists: found.ThumbprintList ?? [],
    url: found.Url,
  };
}

export const GET_OIDC_PROVIDER = "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider";

export const GetOidcProviderArgs = z
  .strictObject({ arn: text.optional(), url: text.optional(), tags })
  .refine(({ arn, url }) => (arn === undefined) !== (url === undefined), {
    error: "expected one of arn and url",
  });

export async function getOidcProvider(iam: IamPort, args: z.output<typeof GetOidcProviderArgs>) {
  const { tagsAll: _all, ...found } = await describeOidcProvider(
    iam,
    args.arn ?? oidcProviderArn(args.url ?? ""),
  );
  return { ...found, id: found.arn };
}

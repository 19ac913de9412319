import type {
  AddClientIDToOpenIDConnectProviderCommandInput,
  CreateOpenIDConnectProviderCommandInput,
  CreateOpenIDConnectProviderCommandOutput,
  DeleteOpenIDConnectProviderCommandInput,
  GetOpenIDConnectProviderCommandInput,
  GetOpenIDConnectProviderCommandOutput,
  RemoveClientIDFromOpenIDConnectProviderCommandInput,
  TagOpenIDConnectProviderCommandInput,
  UntagOpenIDConnectProviderCommandInput,
  UpdateOpenIDConnectProviderThumbprintCommandInput,
} from "@aws-sdk/client-iam";
import { AwsError } from "../aws-error.ts";
import type { Clock } from "../ports.ts";
import type { Store } from "../store.ts";
import { invalid, noSuchEntity, oidcProviderArn, readTags, required, without, writeTags } from "./names.ts";

/** An OpenID Connect provider as it is kept, by ARN. */
interface OidcProviderRecord {
  readonly url: string;
  readonly clientIds: readonly string[];
  readonly thumbprints: readonly string[];
  readonly createdAtMs: number;
  readonly tags: Readonly<Record<string, string>>;
}

type Output<T> = Omit<T, "$metadata">;

/** Operations on identity providers. They are checked and kept; nobody signs in to the local cloud with a token. */
export function createOidcProviderOperations(store: Store, clock: Clock) {
  const providers = store.collection<OidcProviderRecord>("iam-oidc-providers");
  const get = (arn: string | undefined): readonly [arn: string, provider: OidcProviderRecord] => {
    const provider = arn === undefined ? undefined : providers.get(arn);
    if (arn !== undefined && provider !== undefined) return [arn, provider];
    throw noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`);
  };
  const change = (
    arn: string | undefined,
    changes: (provider: OidcProviderRecord) => Partial<OidcProviderRecord>,
  ): void => {
    const [key, provider] = get(arn);
    providers.set(key, { ...provider, ...changes(provider) });
  };

  return {
    CreateOpenIDConnectProvider: (
      input: CreateOpenIDConnectProviderCommandInput,
    ): Output<CreateOpenIDConnectProviderCommandOutput> => {
      const url = required("Url", input.Url);
      if (!/^https:\/\/[^?#\s]+$/.test(url)) {
        throw invalid(`Expected a Url that begins with https:// and has no query, found "${url}".`);
      }
      const arn = oidcProviderArn(url);
      if (providers.get(arn) !== undefined) {
        throw new AwsError("EntityAlreadyExists", `Provider with url ${url} already exists.`, 409);
      }
      const tags = readTags(input.Tags);
      providers.set(arn, {
        url: url.replace(/^https:\/\//, ""),
        clientIds: input.ClientIDList ?? [],
        thumbprints: input.ThumbprintList ?? [],
        createdAtMs: clock.nowMs(),
        tags,
      });
      return { OpenIDConnectProviderArn: arn, Tags: writeTags(tags) };
    },

    GetOpenIDConnectProvider: (
      input: GetOpenIDConnectProviderCommandInput,
    ): Output<GetOpenIDConnectProviderCommandOutput> => {
      const [, provider] = get(input.OpenIDConnectProviderArn);
      return {
        Url: provider.url,
        ClientIDList: [...provider.clientIds],
        ThumbprintList: [...provider.thumbprints],
        CreateDate: new Date(provider.createdAtMs),
        Tags: writeTags(provider.tags),
      };
    },

    AddClientIDToOpenIDConnectProvider: (input: AddClientIDToOpenIDConnectProviderCommandInput): void => {
      const added = required("ClientID", input.ClientID);
      change(input.OpenIDConnectProviderArn, ({ clientIds }) => ({
        clientIds: clientIds.includes(added) ? clientIds : [...clientIds, added],
      }));
    },

    RemoveClientIDFromOpenIDConnectProvider: (
      input: RemoveClientIDFromOpenIDConnectProviderCommandInput,
    ): void => {
      change(input.OpenIDConnectProviderArn, ({ clientIds }) => ({
        clientIds: clientIds.filter((id) => id !== input.ClientID),
      }));
    },

    UpdateOpenIDConnectProviderThumbprint: (
      input: UpdateOpenIDConnectProviderThumbprintCommandInput,
    ): void => {
      change(input.OpenIDConnectProviderArn, () => ({ thumbprints: input.ThumbprintList ?? [] }));
    },

    DeleteOpenIDConnectProvider: (input: DeleteOpenIDConnectProviderCommandInput): void => {
      // Deleting what is not there is no error, as on AWS.
      providers.delete(required("OpenIDConnectProviderArn", input.OpenIDConnectProviderArn));
    },

    TagOpenIDConnectProvider: (input: TagOpenIDConnectProviderCommandInput): void => {
      change(input.OpenIDConnectProviderArn, ({ tags }) => ({ tags: { ...tags, ...readTags(input.Tags) } }));
    },

    UntagOpenIDConnectProvider: (input: UntagOpenIDConnectProviderCommandInput): void => {
      change(input.OpenIDConnectProviderArn, ({ tags }) => ({ tags: without(tags, input.TagKeys) }));
    },
  };
}

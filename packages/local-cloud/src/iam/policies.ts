import type {
  CreatePolicyCommandInput,
  CreatePolicyCommandOutput,
  CreatePolicyVersionCommandInput,
  CreatePolicyVersionCommandOutput,
  DeletePolicyCommandInput,
  DeletePolicyVersionCommandInput,
  GetPolicyCommandInput,
  GetPolicyCommandOutput,
  GetPolicyVersionCommandInput,
  GetPolicyVersionCommandOutput,
  ListPolicyTagsCommandInput,
  ListPolicyTagsCommandOutput,
  ListPolicyVersionsCommandInput,
  ListPolicyVersionsCommandOutput,
  Policy,
  PolicyVersion,
  TagPolicyCommandInput,
  UntagPolicyCommandInput,
} from "@aws-sdk/client-iam";
import { AwsError } from "../aws-error.ts";
import type { Clock } from "../ports.ts";
import {
  encodeDocument,
  iamArn,
  newId,
  noSuchEntity,
  page,
  readTags,
  required,
  requireName,
  requirePath,
  requireSize,
  without,
  writeTags,
} from "./names.ts";
import { parsePolicy } from "./policy.ts";
import type { PolicyRecord, PolicyStore, VersionRecord } from "./policy-store.ts";
import type { RoleStore } from "./role-store.ts";

type Output<T> = Omit<T, "$metadata">;

const MAX_POLICY = 6144;
const MAX_VERSIONS = 5;

/** Operations on managed policies. Those of AWS can be read and not changed. */
export function createPolicyOperations(store: PolicyStore, { roles }: RoleStore, clock: Clock) {
  const attachments = (arn: string): number =>
    roles.values().filter(({ attached }) => attached.includes(arn)).length;

  const boundaries = (arn: string): number =>
    roles.values().filter(({ boundaryArn }) => boundaryArn === arn).length;

  const describe = (policy: PolicyRecord): Policy => ({
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersionId,
    AttachmentCount: attachments(policy.arn),
    PermissionsBoundaryUsageCount: boundaries(policy.arn),
    IsAttachable: true,
    Description: policy.description,
    CreateDate: new Date(policy.createdAtMs),
    UpdateDate: new Date(policy.updatedAtMs),
    Tags: writeTags(policy.tags),
  });

  return {
    CreatePolicy: (input: CreatePolicyCommandInput): Output<CreatePolicyCommandOutput> => {
      const [name, path] = [requireName("policyName", input.PolicyName, 128), requirePath(input.Path)];
      const arn = iamArn("policy", path, name);
      if (store.isNameTaken(name)) {
        throw new AwsError(
          "EntityAlreadyExists",
          `A policy called ${name} already exists. Duplicate names are not allowed.`,
          409,
        );
      }
      const nowMs = clock.nowMs();
      const policy: PolicyRecord = {
        name,
        path,
        arn,
        id: newId("ANPA"),
        description: input.Description,
        createdAtMs: nowMs,
        updatedAtMs: nowMs,
        tags: readTags(input.Tags),
        defaultVersionId: "v1",
        lastVersion: 1,
        versions: [{ id: "v1", document: readDocument(input.PolicyDocument), createdAtMs: nowMs }],
      };
      store.set(policy);
      return { Policy: describe(policy) };
    },

    GetPolicy: (input: GetPolicyCommandInput): Output<GetPolicyCommandOutput> => ({
      Policy: describe(store.get(input.PolicyArn)),
    }),

    GetPolicyVersion: (input: GetPolicyVersionCommandInput): Output<GetPolicyVersionCommandOutput> => {
      const policy = store.get(input.PolicyArn);
      return { PolicyVersion: describeVersion(policy, versionOf(policy, input.VersionId), true) };
    },

    ListPolicyVersions: (input: ListPolicyVersionsCommandInput): Output<ListPolicyVersionsCommandOutput> => {
      const policy = store.get(input.PolicyArn);
      const { items, ...rest } = page(policy.versions.toReversed(), input.Marker, input.MaxItems);
      return { Versions: items.map((version) => describeVersion(policy, version, false)), ...rest };
    },

    CreatePolicyVersion: (
      input: CreatePolicyVersionCommandInput,
    ): Output<CreatePolicyVersionCommandOutput> => {
      const policy = store.getOwn(input.PolicyArn);
      if (policy.versions.length >= MAX_VERSIONS) {
        throw new AwsError(
          "LimitExceeded",
          `A managed policy can have up to ${MAX_VERSIONS} versions. Before you create a new version, you must delete an existing version.`,
          409,
        );
      }
      const lastVersion = policy.lastVersion + 1;
      const version = {
        id: `v${lastVersion}`,
        document: readDocument(input.PolicyDocument),
        createdAtMs: clock.nowMs(),
      };
      const changed = {
        ...policy,
        lastVersion,
        versions: [...policy.versions, version],
        updatedAtMs: version.createdAtMs,
        defaultVersionId: input.SetAsDefault === true ? version.id : policy.defaultVersionId,
      };
      store.set(changed);
      return { PolicyVersion: describeVersion(changed, version, false) };
    },

    DeletePolicyVersion: (input: DeletePolicyVersionCommandInput): void => {
      const policy = store.getOwn(input.PolicyArn);
      const { id } = versionOf(policy, input.VersionId);
      if (id === policy.defaultVersionId) {
        throw new AwsError("DeleteConflict", "Cannot delete the default version of a policy.", 409);
      }
      store.set({ ...policy, versions: policy.versions.filter((version) => version.id !== id) });
    },

    DeletePolicy: (input: DeletePolicyCommandInput): void => {
      const policy = store.getOwn(input.PolicyArn);
      if (attachments(policy.arn) + boundaries(policy.arn) > 0) {
        throw new AwsError("DeleteConflict", "Cannot delete a policy attached to entities.", 409);
      }
      if (policy.versions.length > 1) {
        throw new AwsError(
          "DeleteConflict",
          "This policy has more than one version. Before you delete a policy, you must delete all of its versions except the default version.",
          409,
        );
      }
      store.remove(policy.arn);
    },

    TagPolicy: (input: TagPolicyCommandInput): void => {
      const policy = store.getOwn(input.PolicyArn);
      store.set({ ...policy, tags: { ...policy.tags, ...readTags(input.Tags) } });
    },

    UntagPolicy: (input: UntagPolicyCommandInput): void => {
      const policy = store.getOwn(input.PolicyArn);
      store.set({ ...policy, tags: without(policy.tags, input.TagKeys) });
    },

    ListPolicyTags: (input: ListPolicyTagsCommandInput): Output<ListPolicyTagsCommandOutput> => {
      const { items, ...rest } = page(
        writeTags(store.get(input.PolicyArn).tags),
        input.Marker,
        input.MaxItems,
      );
      return { Tags: items, ...rest };
    },
  };
}

function readDocument(text: string | undefined): string {
  const document = required("PolicyDocument", text);
  parsePolicy(document, "identity");
  requireSize(document, "PolicySize", MAX_POLICY);
  return document;
}

function versionOf(policy: PolicyRecord, id: string | undefined): VersionRecord {
  const version = policy.versions.find((each) => each.id === id);
  if (version !== undefined) return version;
  throw noSuchEntity(`Policy ${policy.arn} version ${id} does not exist or is not attachable.`);
}

function describeVersion(policy: PolicyRecord, version: VersionRecord, withDocument: boolean): PolicyVersion {
  return {
    VersionId: version.id,
    IsDefaultVersion: version.id === policy.defaultVersionId,
    CreateDate: new Date(version.createdAtMs),
    ...(withDocument ? { Document: encodeDocument(version.document) } : {}),
  };
}

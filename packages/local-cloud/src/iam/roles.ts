import type {
  CreateRoleCommandInput,
  CreateRoleCommandOutput,
  DeleteRoleCommandInput,
  DeleteRolePermissionsBoundaryCommandInput,
  GetRoleCommandInput,
  GetRoleCommandOutput,
  ListRolesCommandInput,
  ListRolesCommandOutput,
  ListRoleTagsCommandInput,
  ListRoleTagsCommandOutput,
  PutRolePermissionsBoundaryCommandInput,
  Role,
  TagRoleCommandInput,
  UntagRoleCommandInput,
  UpdateAssumeRolePolicyCommandInput,
  UpdateRoleCommandInput,
} from "@aws-sdk/client-iam";
import { AwsError } from "../aws-error.ts";
import type { Clock } from "../ports.ts";
import {
  encodeDocument,
  iamArn,
  invalid,
  newId,
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
import type { PolicyStore } from "./policy-store.ts";
import type { RoleRecord, RoleStore } from "./role-store.ts";

type Output<T> = Omit<T, "$metadata">;

const MAX_TRUST_POLICY = 2048;
const DEFAULT_SESSION_SECONDS = 3600;

/** Operations on roles themselves. */
export function createRoleOperations(
  { roles, get, change }: RoleStore,
  policies: Pick<PolicyStore, "get">,
  clock: Clock,
) {
  return {
    CreateRole: (input: CreateRoleCommandInput): Output<CreateRoleCommandOutput> => {
      const [name, path] = [requireName("roleName", input.RoleName, 64), requirePath(input.Path)];
      // Names keep their case, and no two differ by case alone.
      if (roles.values().some((role) => role.name.toLowerCase() === name.toLowerCase())) {
        throw new AwsError("EntityAlreadyExists", `Role with name ${name} already exists.`, 409);
      }
      const role: RoleRecord = {
        name,
        path,
        arn: iamArn("role", path, name),
        id: newId("AROA"),
        trustPolicy: readTrustPolicy(input.AssumeRolePolicyDocument),
        description: input.Description,
        maxSessionSeconds: readSessionSeconds(input.MaxSessionDuration) ?? DEFAULT_SESSION_SECONDS,
        createdAtMs: clock.nowMs(),
        tags: readTags(input.Tags),
        inline: {},
        attached: [],
        ...(input.PermissionsBoundary === undefined
          ? {}
          : { boundaryArn: policies.get(input.PermissionsBoundary).arn }),
      };
      roles.set(name, role);
      return { Role: describe(role) };
    },

    GetRole: (input: GetRoleCommandInput): Output<GetRoleCommandOutput> => ({
      Role: describe(get(input.RoleName)),
    }),

    ListRoles: (input: ListRolesCommandInput): Output<ListRolesCommandOutput> => {
      const prefix = input.PathPrefix ?? "/";
      const found = roles.values().filter((role) => role.path.startsWith(prefix));
      const { items, ...rest } = page(found.toSorted(byName), input.Marker, input.MaxItems);
      return { Roles: items.map((role) => withoutTags(describe(role))), ...rest };
    },

    UpdateRole: (input: UpdateRoleCommandInput): object => {
      const role = get(input.RoleName);
      const maxSessionSeconds = readSessionSeconds(input.MaxSessionDuration) ?? role.maxSessionSeconds;
      change(role.name, { maxSessionSeconds, description: input.Description ?? role.description });
      return {};
    },

    UpdateAssumeRolePolicy: (input: UpdateAssumeRolePolicyCommandInput): void => {
      const role = get(input.RoleName);
      change(role.name, { trustPolicy: readTrustPolicy(input.PolicyDocument) });
    },

    PutRolePermissionsBoundary: (input: PutRolePermissionsBoundaryCommandInput): void => {
      const role = get(input.RoleName);
      change(role.name, { boundaryArn: policies.get(input.PermissionsBoundary).arn });
    },

    DeleteRolePermissionsBoundary: (input: DeleteRolePermissionsBoundaryCommandInput): void => {
      const { boundaryArn: _gone, ...role } = get(input.RoleName);
      roles.set(role.name, role);
    },

    DeleteRole: (input: DeleteRoleCommandInput): void => {
      const role = get(input.RoleName);
      if (role.attached.length > 0) throw conflict("Cannot delete entity, must detach all policies first.");
      if (Object.keys(role.inline).length > 0)
        throw conflict("Cannot delete entity, must delete policies first.");
      roles.delete(role.name);
    },

    TagRole: (input: TagRoleCommandInput): void => {
      const role = get(input.RoleName);
      change(role.name, { tags: { ...role.tags, ...readTags(input.Tags) } });
    },

    UntagRole: (input: UntagRoleCommandInput): void => {
      const role = get(input.RoleName);
      change(role.name, { tags: without(role.tags, input.TagKeys) });
    },

    ListRoleTags: (input: ListRoleTagsCommandInput): Output<ListRoleTagsCommandOutput> => {
      const { items, ...rest } = page(writeTags(get(input.RoleName).tags), input.Marker, input.MaxItems);
      return { Tags: items, ...rest };
    },
  };
}

function readTrustPolicy(text: string | undefined): string {
  const document = required("AssumeRolePolicyDocument", text);
  const { statements } = parsePolicy(document, "trust");
  const foreign = statements
    .flatMap(({ actions }) => actions.patterns)
    .find((action) => !/^(\*|sts:.+)$/i.test(action));
  if (foreign !== undefined) {
    throw new AwsError(
      "MalformedPolicyDocument",
      `AssumeRole policy may only specify STS AssumeRole actions, found "${foreign}".`,
    );
  }
  requireSize(document, "ACLSizePerRole", MAX_TRUST_POLICY);
  return document;
}

function readSessionSeconds(seconds: number | undefined): number | undefined {
  if (seconds === undefined || (seconds >= 3600 && seconds <= 43_200)) return seconds;
  throw invalid(`Expected MaxSessionDuration from 3600 to 43200 seconds, found ${seconds}.`);
}

function describe(role: RoleRecord): Role {
  return {
    RoleName: role.name,
    Path: role.path,
    Arn: role.arn,
    RoleId: role.id,
    CreateDate: new Date(role.createdAtMs),
    AssumeRolePolicyDocument: encodeDocument(role.trustPolicy),
    Description: role.description,
    MaxSessionDuration: role.maxSessionSeconds,
    ...(role.boundaryArn === undefined
      ? {}
      : {
          PermissionsBoundary: {
            PermissionsBoundaryType: "PermissionsBoundaryPolicy" as const,
            PermissionsBoundaryArn: role.boundaryArn,
          },
        }),
    ...(Object.keys(role.tags).length > 0 ? { Tags: writeTags(role.tags) } : {}),
  };
}

/** ListRoles leaves tags and boundaries out, as IAM's does. */
function withoutTags({ Tags: _tags, PermissionsBoundary: _boundary, ...role }: Role): Role {
  return role;
}

function byName(a: RoleRecord, b: RoleRecord): number {
  return a.name < b.name ? -1 : 1;
}

function conflict(message: string): AwsError {
  return new AwsError("DeleteConflict", message, 409);
}

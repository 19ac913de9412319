import type {
  AttachRolePolicyCommandInput,
  DeleteRolePolicyCommandInput,
  DetachRolePolicyCommandInput,
  GetRolePolicyCommandInput,
  GetRolePolicyCommandOutput,
  ListAttachedRolePoliciesCommandInput,
  ListAttachedRolePoliciesCommandOutput,
  ListRolePoliciesCommandInput,
  ListRolePoliciesCommandOutput,
  PutRolePolicyCommandInput,
} from "@aws-sdk/client-iam";
import { AwsError } from "../aws-error.ts";
import { encodeDocument, noSuchEntity, page, required, requireName, requireSize } from "./names.ts";
import { parsePolicy } from "./policy.ts";
import type { PolicyStore } from "./policy-store.ts";
import type { RoleStore } from "./role-store.ts";

type Output<T> = Omit<T, "$metadata">;

const MAX_INLINE = 10_240;
const MAX_ATTACHED = 10;

/** Operations that give policies to roles: inline ones and managed ones. */
export function createRolePolicyOperations({ get, change }: RoleStore, policies: PolicyStore) {
  return {
    PutRolePolicy: (input: PutRolePolicyCommandInput): void => {
      const role = get(input.RoleName);
      const name = requireName("policyName", input.PolicyName, 128);
      const document = required("PolicyDocument", input.PolicyDocument);
      parsePolicy(document, "identity");
      const inline = { ...role.inline, [name]: document };
      requireSize(Object.values(inline).join(""), "the inline policies of a role", MAX_INLINE);
      change(role.name, { inline });
    },

    GetRolePolicy: (input: GetRolePolicyCommandInput): Output<GetRolePolicyCommandOutput> => {
      const role = get(input.RoleName);
      const name = required("PolicyName", input.PolicyName);
      const document = Object.hasOwn(role.inline, name) ? role.inline[name] : undefined;
      if (document === undefined) throw noSuchEntity(`The role policy with name ${name} cannot be found.`);
      return { RoleName: role.name, PolicyName: name, PolicyDocument: encodeDocument(document) };
    },

    DeleteRolePolicy: (input: DeleteRolePolicyCommandInput): void => {
      const role = get(input.RoleName);
      const name = required("PolicyName", input.PolicyName);
      if (!Object.hasOwn(role.inline, name)) {
        throw noSuchEntity(`The role policy with name ${name} cannot be found.`);
      }
      const rest = Object.entries(role.inline).filter(([each]) => each !== name);
      change(role.name, { inline: Object.fromEntries(rest) });
    },

    ListRolePolicies: (input: ListRolePoliciesCommandInput): Output<ListRolePoliciesCommandOutput> => {
      const names = Object.keys(get(input.RoleName).inline).toSorted();
      const { items, ...rest } = page(names, input.Marker, input.MaxItems);
      return { PolicyNames: items, ...rest };
    },

    AttachRolePolicy: (input: AttachRolePolicyCommandInput): void => {
      const role = get(input.RoleName);
      const { arn } = policies.get(input.PolicyArn);
      if (role.attached.includes(arn)) return;
      if (role.attached.length >= MAX_ATTACHED) {
        throw new AwsError("LimitExceeded", `Cannot exceed quota for PoliciesPerRole: ${MAX_ATTACHED}`, 409);
      }
      change(role.name, { attached: [...role.attached, arn] });
    },

    DetachRolePolicy: (input: DetachRolePolicyCommandInput): void => {
      const role = get(input.RoleName);
      const arn = required("PolicyArn", input.PolicyArn);
      if (!role.attached.includes(arn)) throw noSuchEntity(`Policy ${arn} was not found.`);
      change(role.name, { attached: role.attached.filter((each) => each !== arn) });
    },

    ListAttachedRolePolicies: (
      input: ListAttachedRolePoliciesCommandInput,
    ): Output<ListAttachedRolePoliciesCommandOutput> => {
      const attached = get(input.RoleName).attached.map((arn) => policies.get(arn));
      const found = attached.filter(({ path }) => path.startsWith(input.PathPrefix ?? "/"));
      const { items, ...rest } = page(found, input.Marker, input.MaxItems);
      return {
        AttachedPolicies: items.map(({ name, arn }) => ({ PolicyName: name, PolicyArn: arn })),
        ...rest,
      };
    },
  };
}

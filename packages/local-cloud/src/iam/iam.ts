import * as iamSchemas from "@aws-sdk/client-iam";
import * as stsSchemas from "@aws-sdk/client-sts";
import type { Authority, Clock } from "../ports.ts";
import type { Store } from "../store.ts";
import type { WireService } from "../wire/service.ts";
import { createAuthority } from "./authority.ts";
import { createOidcProviderOperations } from "./oidc-providers.ts";
import { iamPermissions, stsPermissions } from "./permissions.ts";
import { createPolicyOperations } from "./policies.ts";
import { openPolicies } from "./policy-store.ts";
import { createRolePolicyOperations } from "./role-policies.ts";
import { openRoles } from "./role-store.ts";
import { createRoleOperations } from "./roles.ts";
import { createSessions } from "./sessions.ts";
import { createStsOperations } from "./sts.ts";

export interface IamDeps {
  readonly store: Store;
  readonly clock: Clock;
}

/** IAM roles and policies, STS, and the authority that enforces them. */
export interface Iam {
  readonly operations: IamOperations;
  readonly wire: WireService;
  readonly stsWire: WireService;
  readonly authority: Authority;
}

export type IamOperations = ReturnType<typeof createRoleOperations> &
  ReturnType<typeof createRolePolicyOperations> &
  ReturnType<typeof createPolicyOperations> &
  ReturnType<typeof createOidcProviderOperations>;

export function createIam({ store, clock }: IamDeps): Iam {
  const [roles, policies] = [openRoles(store), openPolicies(store)];
  const sessions = createSessions(clock, (roleArn) => roles.byArn(roleArn)?.id);
  const authority = createAuthority(roles, policies, sessions, clock);
  const operations: IamOperations = {
    ...createRoleOperations(roles, policies, clock),
    ...createRolePolicyOperations(roles, policies),
    ...createPolicyOperations(policies, roles, clock),
    ...createOidcProviderOperations(store, clock),
  };
  return {
    operations,
    authority,
    wire: {
      signingName: "iam",
      schemas: iamSchemas,
      operations,
      permissions: (operation, input) =>
        iamPermissions(operation, input, (name) => roles.roles.get(name)?.path),
    },
    stsWire: {
      signingName: "sts",
      schemas: stsSchemas,
      operations: createStsOperations({ roles, sessions, authority, clock }),
      permissions: stsPermissions,
    },
  };
}

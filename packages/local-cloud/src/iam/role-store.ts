import type { Collection, Store } from "../store.ts";
import { noSuchEntity } from "./names.ts";

/** A role as it is kept. Documents are the texts that were sent. */
export interface RoleRecord {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly id: string;
  readonly trustPolicy: string;
  readonly description: string | undefined;
  readonly maxSessionSeconds: number;
  readonly createdAtMs: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Inline policies by name. */
  readonly inline: Readonly<Record<string, string>>;
  /** ARNs of the managed policies. */
  readonly attached: readonly string[];
  /** ARN of the managed policy that limits what the others may allow. */
  readonly boundaryArn?: string;
}

export interface RoleStore {
  readonly roles: Collection<RoleRecord>;
  /** Throws `NoSuchEntity`. */
  readonly get: (name: string | undefined) => RoleRecord;
  readonly byArn: (arn: string) => RoleRecord | undefined;
  readonly change: (name: string | undefined, changes: Partial<RoleRecord>) => void;
}

export function openRoles(store: Store): RoleStore {
  const roles = store.collection<RoleRecord>("iam-roles");
  const get = (name: string | undefined): RoleRecord => {
    const role = name === undefined ? undefined : roles.get(name);
    if (role === undefined) throw noSuchEntity(`The role with name ${name} cannot be found.`);
    return role;
  };
  return {
    roles,
    get,
    byArn: (arn) => roles.values().find((role) => role.arn === arn),
    change: (name, changes) => {
      const role = get(name);
      roles.set(role.name, { ...role, ...changes });
    },
  };
}

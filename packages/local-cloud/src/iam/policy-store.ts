import { AwsError } from "../aws-error.ts";
import type { Store } from "../store.ts";
import { AWS_MANAGED_POLICIES } from "./managed-policies.ts";
import { noSuchEntity } from "./names.ts";

export interface VersionRecord {
  readonly id: string;
  readonly document: string;
  readonly createdAtMs: number;
}

/** A managed policy as it is kept. */
export interface PolicyRecord {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly id: string;
  readonly description: string | undefined;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly defaultVersionId: string;
  /** Numbers of versions are never used again. */
  readonly lastVersion: number;
  readonly versions: readonly VersionRecord[];
}

export interface PolicyStore {
  /** One of the account's or of AWS's. Throws `NoSuchEntity`. */
  readonly get: (arn: string | undefined) => PolicyRecord;
  /** One that the account may change. Throws `AccessDeniedException` for AWS's. */
  readonly getOwn: (arn: string | undefined) => PolicyRecord;
  readonly isNameTaken: (name: string) => boolean;
  readonly set: (policy: PolicyRecord) => void;
  readonly remove: (arn: string) => void;
}

export function openPolicies(store: Store): PolicyStore {
  const own = store.collection<PolicyRecord>("iam-policies");
  const get = (arn: string | undefined): PolicyRecord => {
    const policy = arn === undefined ? undefined : (own.get(arn) ?? AWS_POLICIES.get(arn));
    if (policy !== undefined) return policy;
    const hint = arn?.startsWith("arn:aws:iam::aws:") === true ? ` ${KNOWN_HINT}` : "";
    throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.${hint}`);
  };
  return {
    get,
    getOwn: (arn) => {
      const policy = get(arn);
      if (own.get(policy.arn) !== undefined) return policy;
      throw new AwsError("AccessDeniedException", `Policies of AWS cannot be changed: ${policy.arn}.`, 403);
    },
    isNameTaken: (name) => own.values().some((policy) => policy.name === name),
    set: (policy) => own.set(policy.arn, policy),
    remove: (arn) => void own.delete(arn),
  };
}

const KNOWN_HINT = `Of AWS's managed policies the local cloud has only: ${AWS_MANAGED_POLICIES.map(({ name }) => name).join(", ")}. Write the others out as a policy of your own.`;

const AWS_POLICIES: ReadonlyMap<string, PolicyRecord> = new Map(
  AWS_MANAGED_POLICIES.map(({ document, createdAtMs, ...policy }) => [
    policy.arn,
    {
      ...policy,
      description: undefined,
      createdAtMs,
      updatedAtMs: createdAtMs,
      tags: {},
      defaultVersionId: "v1",
      lastVersion: 1,
      versions: [{ id: "v1", document, createdAtMs }],
    },
  ]),
);

/** IAM policies as data, so that what a role may do is read and tested in one place. */

export type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Conditions;
}

export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly PolicyStatement[];
}

/** Policies of one role by what they are about. Each is a managed policy of its own, as one could not hold them all. */
export type PolicyParts = Readonly<Record<string, PolicyDocument>>;

/** IAM takes no longer managed policies. It does not count the white space. */
export const MANAGED_POLICY_CHARACTERS = 6144;
/** IAM takes no more for one role, unless the account's quota was raised. */
export const MANAGED_POLICIES_OF_A_ROLE = 10;

export function allow(
  Sid: string,
  Action: readonly string[],
  Resource: readonly string[],
  Condition?: Conditions,
): PolicyStatement {
  return { Sid, Effect: "Allow", Action, Resource, ...(Condition === undefined ? {} : { Condition }) };
}

/** Holds whatever else allows it, policies that are added later included. */
export function deny(
  Sid: string,
  Action: readonly string[],
  Resource: readonly string[],
  Condition?: Conditions,
): PolicyStatement {
  return { ...allow(Sid, Action, Resource, Condition), Effect: "Deny" };
}

export function policy(Statement: readonly PolicyStatement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement };
}

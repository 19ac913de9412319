/** A call that the AWS provider makes for a resource. In texts `<stage>` stands for the stage. */
export interface ProviderCall {
  readonly action: string;
  readonly resource: string;
  /**
   * `held`: what is called, or what it is part of, has the stage's tag. `brought`: the call brings it, for something new.
   * Only API Gateway is asked for it.
   */
  readonly tag?: "held" | "brought";
  /** The role has, or gets, the stage's boundary. */
  readonly isBounded?: true;
  /** The service that a role is handed to. */
  readonly passedTo?: string;
}

/** The calls of each operation of a resource. Reads are made by refreshes and after every write. */
export interface ResourceCalls {
  readonly create: readonly ProviderCall[];
  readonly read: readonly ProviderCall[];
  readonly update: readonly ProviderCall[];
  readonly delete: readonly ProviderCall[];
}

type Details = Omit<ProviderCall, "action" | "resource">;

/** `on(arn, "iam:GetRole iam:DeleteRole")`: several actions on one resource. */
export function on(resource: string, actions: string, details: Details = {}): readonly ProviderCall[] {
  return actions.split(/\s+/).map((action) => ({ action, resource, ...details }));
}

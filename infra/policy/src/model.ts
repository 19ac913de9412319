/** A resource as a program registers it, or as an engine reports it after the deployment. */
export interface CheckedResource {
  /** `urn:pulumi:<stack>::<project>::<types of parents and own>::<name>`. */
  readonly urn: string;
  /** For example `aws:lambda/function:Function`. */
  readonly type: string;
  /** Of the resource in the program. */
  readonly name: string;
  /** A value that a preview does not know yet is `UNKNOWN`, however deep it lies. */
  readonly props: Fields;
  readonly ignoreChanges: readonly string[];
  readonly protect: boolean;
}

export type Fields = Readonly<Record<string, unknown>>;

/** Stands for a value that nobody knows before the deployment. */
export const UNKNOWN = "<unknown>";

/** `broken`: the rule is not kept. `unknown`: whether it is kept depends on a value that is not known yet. */
export interface Violation {
  readonly kind: "broken" | "unknown";
  readonly rule: string;
  readonly urn: string;
  readonly message: string;
}

export interface Rule {
  readonly name: string;
  readonly description: string;
  /** Over the whole stack, as what is right for one resource often depends on another. */
  readonly check: (stack: readonly CheckedResource[]) => readonly Violation[];
}

/** What a deployment tells whoever watches it. Everything is JSON, and no event holds a secret. */

/** `read`: a resource that the stack uses and does not own. `replace`: create the new one first, delete the old in the end. */
export type Operation = "create" | "update" | "replace" | "delete" | "read" | "same";

export const OPERATIONS: readonly Operation[] = ["create", "update", "replace", "delete", "read", "same"];

/** One step on one resource. */
export interface Step {
  readonly urn: string;
  /** Pulumi type token. */
  readonly type: string;
  /** Logical name in the program. */
  readonly name: string;
  readonly op: Operation;
  /** Paths of the inputs that differ; for updates and replacements. */
  readonly changed: readonly string[];
  /** Those selectors that make a change a replacement. */
  readonly replaceBecause: readonly string[];
  /** For deletions: the resource itself is kept (`retainOnDelete`), only forgotten. */
  readonly retained: boolean;
}

export type Severity = "info" | "warning" | "error";

/** A resource as the program declares it, with the values that it has by then. */
export interface RegisteredResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** URN; empty for the stack itself. */
  readonly parent: string;
  /** A value that a preview cannot know reads `<unknown>`, a secret one `[secret]`. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly ignoreChanges: readonly string[];
  /** Selectors of the inputs whose change makes a new resource in place of this one. */
  readonly replaceOn: readonly string[];
}

export type DeployEvent =
  | ({ readonly kind: "registered" } & RegisteredResource)
  /** Somebody changed the resource since the last deployment, at these paths. It is left as it is. */
  | {
      readonly kind: "drifted";
      readonly urn: string;
      readonly type: string;
      readonly name: string;
      readonly changed: readonly string[];
    }
  | ({ readonly kind: "step-started" } & Step)
  | ({ readonly kind: "step-finished"; readonly durationMs: number } & Step)
  | ({ readonly kind: "step-failed"; readonly durationMs: number; readonly message: string } & Step)
  /** A line from the program (`urn` when it speaks of a resource) or from the engine itself. */
  | {
      readonly kind: "log";
      readonly severity: Severity;
      readonly source: "program" | "engine";
      readonly message: string;
      readonly urn?: string;
    }
  /** An output of the stack, after success. `value` is absent when it is secret or, in a preview, unknown. */
  | {
      readonly kind: "output";
      readonly name: string;
      readonly value?: unknown;
      readonly secret: boolean;
      readonly known: boolean;
    };

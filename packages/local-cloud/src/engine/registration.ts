import type { ResourceState } from "./state.ts";
import type { Alias } from "./urn.ts";
import type { Decoded, Fields } from "./values.ts";

/** A resource as the program declares it, free of the wire's types. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  /** URN, or empty for the stack itself. */
  readonly parent: string;
  readonly kind: "custom" | "component" | "remote";
  /** In wire form: secrets, outputs and unknowns still wrapped. */
  readonly properties: Fields;
  readonly dependencies: readonly string[];
  readonly aliases: readonly Alias[];
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  /** The provider decides when undefined. */
  readonly deleteBeforeReplace: boolean | undefined;
  /** The parent's when undefined, as for the next two. */
  readonly protect: boolean | undefined;
  readonly retainOnDelete: boolean | undefined;
  readonly deletedWith: string | undefined;
  /** Name in a provider's own vocabulary of options that this engine does not implement, such as `import`. */
  readonly unsupported: readonly string[];
}

/** A resource as the program gets it back. */
export interface Registered {
  readonly state: ResourceState;
  /** Output paths that a preview cannot know. */
  readonly unknownPaths: readonly string[];
}

/** A registration after its URN is settled and its values are unwrapped. */
export interface Candidate {
  readonly registration: Registration;
  readonly urn: string;
  readonly decoded: Decoded;
  /** The resource of the last deployment that this one carries on. */
  readonly former: ResourceState | undefined;
  /** Everything of the new state but what the provider decides. */
  readonly base: Omit<ResourceState, "id" | "inputs" | "outputs" | "secretInputs" | "secretOutputs">;
}

/**
 * The engine's view of the world it deploys to. Values are plain JSON plus assets and archives
 * (`values.ts`); secrets are unwrapped, unknowns are absent and listed.
 */

export type Properties = Readonly<Record<string, unknown>>;

/** What the engine knows about the resource in question. */
export interface ResourceContext {
  readonly urn: string;
  /** Pulumi type token, for example `aws:lambda/alias:Alias`. */
  readonly type: string;
  /** Logical name in the program. */
  readonly name: string;
}

export interface CheckFailure {
  /** Path of the property, for example `environment.variables`; empty for the resource as a whole. */
  readonly property: string;
  readonly reason: string;
}

export interface CheckRequest extends ResourceContext {
  readonly inputs: Properties;
  /** Paths whose values are not known yet (preview only). A check must not complain about them. */
  readonly unknownPaths: readonly string[];
  /** Inputs of the resource as it exists, so that names that were generated stay. */
  readonly oldInputs: Properties | undefined;
}

export type CheckResult =
  | { readonly ok: true; readonly inputs: Properties }
  | { readonly ok: false; readonly failures: readonly CheckFailure[] };

/** A resource that exists. */
export interface ExistingResource extends ResourceContext {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

export interface Created {
  readonly id: string;
  readonly outputs: Properties;
}

/** A child of a remote component. In a preview of its creation `id` is empty and only the inputs are in `outputs`. */
export interface RegisteredChild extends Created {
  /** For `resourceReference(urn, id)` of `values.ts`: that is how a component hands its child to the program. */
  readonly urn: string;
}

/** Registers a child of a remote component (awsx) with the engine. */
type RegisterChild = (type: string, name: string, inputs: Properties) => Promise<RegisteredChild>;

export interface ConstructRequest extends ResourceContext {
  readonly inputs: Properties;
  /** Paths of inputs whose values are not known yet (preview only). */
  readonly unknownPaths: readonly string[];
  /** True in a preview: nothing may be built or changed. An output that is left out is unknown then. */
  readonly dryRun: boolean;
  readonly registerChild: RegisterChild;
  /** Folder of the program: relative paths in the inputs start here. */
  readonly programDir: string;
}

/** Creates, changes and deletes resources. An error of a method fails the deployment step and is shown with the URN. */
export interface ResourceProvider {
  /** Whether the type is known; the engine refuses others by name. */
  readonly knows: (type: string) => boolean;
  /** Validates strictly (an unknown property is a failure that names it) and fills in names and defaults. */
  readonly check: (request: CheckRequest) => Promise<CheckResult>;
  /** Top-level or nested property paths whose change needs a replacement. `*` matches one segment. */
  readonly replaceOn: (type: string) => readonly string[];
  /**
   * Paths that need a replacement by what has changed within them, for example the key in the JSON of an item. To be
   * told when both are known; without this member there are none.
   */
  readonly replaceBecause?: (type: string, oldInputs: Properties, newInputs: Properties) => readonly string[];
  /**
   * Whether old and new cannot exist at the same time, for example because both have the same fixed name; a
   * replacement then deletes first unless the program says `deleteBeforeReplace: false`. Without this member
   * it creates first.
   */
  readonly mustDeleteFirst?: (type: string, oldInputs: Properties, newInputs: Properties) => boolean;
  /**
   * Top-level outputs that an update computes anew, for example a function's `version`. A preview shows them
   * as unknown and all others as they were; without this member it shows all as they were.
   */
  readonly recomputedOnUpdate?: (type: string) => readonly string[];
  readonly create: (context: ResourceContext, inputs: Properties) => Promise<Created>;
  /** Returns the new outputs. `changed` lists the paths that differ. */
  readonly update: (
    existing: ExistingResource,
    inputs: Properties,
    changed: readonly string[],
  ) => Promise<Properties>;
  readonly delete: (existing: ExistingResource) => Promise<void>;
  /** Outputs of the resource as it is now, or undefined when it is gone. Serves `X.get()` and unchanged resources. */
  readonly read: (context: ResourceContext, id: string) => Promise<Properties | undefined>;
  /** Builds a remote component and returns its outputs. */
  readonly construct: (request: ConstructRequest) => Promise<Properties>;
  /** Answers a data source such as `aws:index/getCallerIdentity:getCallerIdentity`. */
  readonly invoke: (token: string, args: Properties) => Promise<Properties>;
}

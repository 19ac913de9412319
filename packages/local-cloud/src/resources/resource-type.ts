import type { z } from "zod";
import { AwsError } from "../aws-error.ts";
import type { Created, ExistingResource, Properties } from "../engine/provider.ts";

/** A resource type of the Pulumi AWS provider as the local cloud carries it out. */
export interface ResourceType {
  /** For example `aws:lambda/alias:Alias`. */
  readonly token: string;
  readonly inputs: z.ZodObject;
  readonly autoname: Autoname | undefined;
  readonly replaceOn: readonly string[];
  /** Properties that need a replacement by what has changed within them. */
  readonly replaceBecause: (oldInputs: Properties, newInputs: Properties) => readonly string[];
  /**
   * Inputs that together must be unique in AWS: two resources that agree in all of them cannot exist side by side,
   * or are even one and the same thing. Empty where AWS gives every resource an id of its own.
   */
  readonly uniqueBy: readonly string[];
  /** Outputs that an update computes anew. */
  readonly recomputed: readonly string[];
  readonly create: (inputs: Properties) => Promise<Created>;
  readonly update: (
    existing: ExistingResource,
    inputs: Properties,
    changed: readonly string[],
  ) => Promise<Properties>;
  readonly delete: (existing: ExistingResource) => Promise<void>;
  readonly read: (id: string) => Promise<Properties | undefined>;
}

/** How a name is made when the program gives none: `<logical name>-<7 hexadecimal digits>`. */
export interface Autoname {
  readonly property: string;
  readonly maxLength: number;
}

/** Whether an update has to do with a top-level property. */
type Touches = (property: string) => boolean;

interface Definition<Inputs extends z.ZodObject> {
  readonly token: string;
  readonly inputs: Inputs;
  readonly autoname?: Autoname;
  readonly replaceOn: readonly string[];
  /** By default none. */
  readonly replaceBecause?: (oldInputs: z.output<Inputs>, newInputs: z.output<Inputs>) => readonly string[];
  /** By default the property that autonaming fills. */
  readonly uniqueBy?: readonly string[];
  readonly recomputed?: readonly string[];
  /** Returns the id. */
  readonly create: (inputs: z.output<Inputs>) => Promise<string>;
  readonly update?: (
    id: string,
    inputs: z.output<Inputs>,
    touches: Touches,
    old: ExistingResource,
  ) => Promise<void>;
  readonly delete: (id: string, inputs: z.output<Inputs>) => Promise<void>;
  /** All outputs as AWS has them now, or undefined when there is no such resource. Not-found errors mean the same. */
  readonly describe: (id: string) => Promise<Properties | undefined>;
}

/** A resource type from its operations: outputs are always what AWS says once the work is done. */
export function resourceType<Inputs extends z.ZodObject>(definition: Definition<Inputs>): ResourceType {
  const { token, inputs: schema, autoname, replaceOn, recomputed = [] } = definition;
  const uniqueBy = definition.uniqueBy ?? (autoname === undefined ? [] : [autoname.property]);
  const read = async (id: string): Promise<Properties | undefined> => {
    const described = await unlessGone(() => definition.describe(id));
    return described === undefined ? undefined : defined(described);
  };
  const outputsAfter = async (id: string, inputs: Properties): Promise<Properties> => {
    const described = await read(id);
    if (described === undefined) throw new Error(`${token} ${id} was gone as soon as it had been written.`);
    return { ...inputs, ...described };
  };
  return {
    token,
    inputs: schema,
    autoname,
    replaceOn,
    replaceBecause: (oldInputs, newInputs) =>
      definition.replaceBecause?.(schema.parse(oldInputs), schema.parse(newInputs)) ?? [],
    uniqueBy,
    recomputed,
    create: async (inputs) => {
      const id = await definition.create(schema.parse(inputs));
      return { id, outputs: await outputsAfter(id, inputs) };
    },
    update: async (existing, inputs, changed) => {
      if (definition.update === undefined) {
        throw new Error(
          `${token} cannot be changed in place, but these properties differ: ${changed.join(", ")}.`,
        );
      }
      await definition.update(existing.id, schema.parse(inputs), touchesAny(changed), existing);
      return await outputsAfter(existing.id, inputs);
    },
    delete: async (existing) => {
      await unlessGone(() => definition.delete(existing.id, schema.parse(existing.inputs)));
    },
    read,
  };
}

function touchesAny(changed: readonly string[]): Touches {
  return (property) =>
    changed.some(
      (path) => path === property || path.startsWith(`${property}.`) || path.startsWith(`${property}[`),
    );
}

/** The result, or undefined when AWS says that the thing does not exist: somebody else has deleted it. */
export async function unlessGone<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof AwsError && /NotFound|NoSuchEntity/.test(error.code)) return undefined;
    throw error;
  }
}

/** The members that are not undefined: state is JSON. */
export function defined(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}

/** A member that the service must have sent. */
export function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The service answered without ${what}.`);
  return value;
}

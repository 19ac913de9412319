/**
 * What the engine remembers of a stack, in one JSON file for its owner only. It is replaced atomically, so a
 * crash leaves the file before or after a step, never half of one. Secrets are encrypted at their paths.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { systemCode } from "../errors.ts";
import { EngineError } from "./engine-error.ts";
import { changeAt, isWithin, type Path, parsePath } from "./paths.ts";
import { createSecretBox, type SecretBox } from "./secret-box.ts";
import type { Fields } from "./values.ts";

const VERSION = 1;

const Properties = z.record(z.string(), z.unknown());
const ResourceState = z.strictObject({
  urn: z.string().min(1),
  type: z.string().min(1),
  name: z.string(),
  /** `external`: read but not owned. `provider`: an explicit `pulumi:providers:x`. `remote`: a component that the provider builds. */
  kind: z.enum(["custom", "component", "remote", "external", "provider"]),
  /** The provider's id; empty for components. */
  id: z.string(),
  /** URN, or empty at the root. */
  parent: z.string(),
  dependencies: z.array(z.string()).readonly(),
  /** As the provider's check returned them. */
  inputs: Properties,
  outputs: Properties,
  secretInputs: z.array(z.string()).readonly(),
  secretOutputs: z.array(z.string()).readonly(),
  protect: z.boolean(),
  retainOnDelete: z.boolean(),
  /** URN of a resource whose deletion takes this one along, or empty. */
  deletedWith: z.string(),
  /** Replaced by a newer resource of the same URN and waiting to be deleted. */
  pendingDelete: z.boolean(),
});
const StackState = z.strictObject({
  version: z.literal(VERSION),
  project: z.string().min(1),
  stack: z.string().min(1),
  /** Dependencies come before what depends on them. */
  resources: z.array(ResourceState).readonly(),
  /** URNs whose creation had begun and not ended when the file was written. */
  creating: z.array(z.string()).readonly(),
});

export type ResourceState = z.infer<typeof ResourceState>;
export type StackState = z.infer<typeof StackState>;

/** Reads and writes the state of one stack. */
export interface StateFile {
  /** Undefined when the stack was never deployed. Throws when the file cannot be understood; it is left alone. */
  readonly read: () => StackState | undefined;
  readonly write: (state: Omit<StackState, "version">) => void;
}

export function openStateFile(file: string): StateFile {
  const box = createSecretBox(`${file}.key`);
  return {
    read: () => {
      const text = readText(file);
      return text === undefined ? undefined : withSecrets(parse(text, file), (r) => unseal(r, box));
    },
    write: (state) => {
      const sealed = withSecrets({ version: VERSION, ...state }, (resource) => seal(resource, box));
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      const temporary = `${file}.tmp`;
      writeFileSync(temporary, `${JSON.stringify(sealed, undefined, 1)}\n`, { mode: 0o600 });
      renameSync(temporary, file);
    },
  };
}

function parse(text: string, file: string): StackState {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw damaged(file, "it is not JSON");
  }
  const version = z.looseObject({ version: z.number() }).safeParse(json);
  if (version.success && version.data.version > VERSION) {
    throw new EngineError(
      `The state in ${file} has version ${version.data.version}; this engine knows up to ${VERSION}. Update Switchyard.`,
    );
  }
  const state = StackState.safeParse(json);
  if (!state.success) throw damaged(file, z.prettifyError(state.error).replaceAll("\n", " "));
  return state.data;
}

function damaged(file: string, why: string): EngineError {
  return new EngineError(
    `The state in ${file} is damaged: ${why}. Nothing was changed. Put back a good copy, or delete the file to start the stack empty (its resources stay behind).`,
  );
}

function withSecrets(state: StackState, change: (resource: ResourceState) => ResourceState): StackState {
  return { ...state, resources: state.resources.map(change) };
}

function seal(resource: ResourceState, box: SecretBox): ResourceState {
  return atSecrets(resource, (value, place) => ({ sealed: box.seal(value, place) }));
}

function unseal(resource: ResourceState, box: SecretBox): ResourceState {
  return atSecrets(resource, (value, place) => {
    const found = z.strictObject({ sealed: z.string() }).safeParse(value);
    if (!found.success) {
      throw new EngineError(
        `The secret at ${place} is not encrypted: the state file was edited. Put back a good copy.`,
      );
    }
    return box.open(found.data.sealed, place);
  });
}

function atSecrets(
  resource: ResourceState,
  change: (value: unknown, place: string) => unknown,
): ResourceState {
  const changed = (part: "inputs" | "outputs", paths: readonly string[]): Fields =>
    outermost(paths).reduce<unknown>(
      (fields, path) =>
        changeAt(fields, parsePath(path), (value) => change(value, `${resource.urn} ${part}.${path}`)),
      resource[part],
    ) as Fields;
  return {
    ...resource,
    inputs: changed("inputs", resource.secretInputs),
    outputs: changed("outputs", resource.secretOutputs),
  };
}

/** The paths without those that lie within another: a secret inside a secret is encrypted once. */
function outermost(paths: readonly string[]): readonly string[] {
  const parsed = paths.map((text) => ({ text, path: parsePath(text) }));
  const covered = (path: Path): boolean =>
    parsed.some((other) => other.path.length < path.length && isWithin(path, other.path));
  return [...new Set(parsed.filter(({ path }) => !covered(path)).map(({ text }) => text))];
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

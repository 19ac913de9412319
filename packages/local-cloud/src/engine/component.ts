/** Components: the program's own, and those that the provider builds (awsx). */
import { type DeploymentContext, runStep } from "./context.ts";
import { changedPaths } from "./diff.ts";
import { EngineError } from "./engine-error.ts";
import type { Operation } from "./events.ts";
import { changeAt, parsePath } from "./paths.ts";
import type { RegisteredChild } from "./provider.ts";
import type { Candidate, Registered, Registration } from "./registration.ts";
import { pathsRepeating, secretOutputPaths } from "./secrets.ts";
import type { ResourceState } from "./state.ts";
import { type Fields, SECRET, SIGNATURE, UNKNOWN, valuesAt } from "./values.ts";

/** A component of the program, or the stack itself: nothing but its place in the state. */
export async function deployComponent(
  context: DeploymentContext,
  candidate: Candidate,
  inputs: Fields,
): Promise<Registered> {
  const { op, changed } = plan(candidate, inputs);
  return await runStep(context, candidate.base, op, { changed }, () => {
    const state = place(context, candidate, inputs, op === "same");
    return { state, unknownPaths: candidate.decoded.unknownPaths };
  });
}

/** A component that the provider builds in this process; its children become resources of the stack. */
export async function deployRemote(
  context: DeploymentContext,
  candidate: Candidate,
  inputs: Fields,
  register: (registration: Registration) => Promise<Registered>,
): Promise<Registered> {
  const { base, decoded } = candidate;
  const { urn, type, name } = base;
  const { unknownPaths, secretPaths } = decoded;
  if (unknownPaths.length > 0 && !context.dryRun) {
    throw new EngineError(`'${urn}' has inputs that are not known: ${unknownPaths.join(", ")}.`);
  }
  const secrets = valuesAt(inputs, secretPaths);
  let seesUnknown = unknownPaths.length > 0;
  const registerChild = async (
    childType: string,
    childName: string,
    childInputs: Fields,
  ): Promise<RegisteredChild> => {
    const marked = markSecrets(seesUnknown ? markUnknown(childInputs) : childInputs, secrets);
    const child = await register(childOf(candidate, childType, childName, marked));
    const { state } = child;
    seesUnknown ||= context.dryRun && (state.id === "" || child.unknownPaths.length > 0);
    return { urn: state.urn, id: state.id, outputs: state.outputs };
  };

  const { op, changed } = plan(candidate, inputs);
  return await runStep(context, base, op, { changed }, async () => {
    const placed = place(context, candidate, inputs, op === "same");
    const { dryRun, programDir, provider } = context;
    const outputs = await provider.construct({
      urn,
      type,
      name,
      inputs,
      unknownPaths,
      dryRun,
      programDir,
      registerChild,
    });
    const additional = candidate.registration.additionalSecretOutputs;
    const secretOutputs = secretOutputPaths(inputs, secretPaths, outputs, additional);
    const state: ResourceState = { ...placed, outputs: { ...outputs }, secretOutputs };
    context.ledger.put(state);
    return { state, unknownPaths: [] };
  });
}

/** A component wires plain values, so what was secret in its inputs is found again by its text. */
function markSecrets(inputs: Fields, secrets: readonly unknown[]): Fields {
  const wrap = (value: unknown): Fields => ({ [SIGNATURE]: SECRET, value });
  return pathsRepeating(inputs, secrets).reduce<unknown>(
    (fields, path) => changeAt(fields, parsePath(path), wrap),
    inputs,
  ) as Fields;
}

/** Once a preview has met unknown values, an input without a value may come from one of them. */
function markUnknown(inputs: Fields): Fields {
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, value ?? UNKNOWN]));
}

interface Plan {
  readonly op: Operation;
  readonly changed: readonly string[];
}

function plan({ former, decoded }: Candidate, inputs: Fields): Plan {
  if (former === undefined) return { op: "create", changed: [] };
  const changed = [...new Set([...changedPaths(former.inputs, inputs), ...decoded.unknownPaths])];
  return { op: changed.length === 0 ? "same" : "update", changed };
}

/** Enters the component before its children, which come after it in the state. */
function place(
  context: DeploymentContext,
  candidate: Candidate,
  inputs: Fields,
  same: boolean,
): ResourceState {
  const { base, decoded, former } = candidate;
  const state: ResourceState = {
    ...base,
    id: "",
    inputs: { ...inputs },
    outputs: former?.outputs ?? {},
    secretInputs: decoded.secretPaths,
    secretOutputs: former?.secretOutputs ?? [],
  };
  context.ledger.put(state, former === undefined ? undefined : { resource: former, replaced: false, same });
  return state;
}

function childOf(parent: Candidate, type: string, name: string, properties: Fields): Registration {
  return {
    type,
    name,
    parent: parent.urn,
    kind: "custom",
    properties,
    dependencies: parent.base.dependencies,
    aliases: [],
    ignoreChanges: [],
    replaceOnChanges: [],
    additionalSecretOutputs: [],
    deleteBeforeReplace: undefined,
    protect: undefined,
    retainOnDelete: undefined,
    deletedWith: undefined,
    unsupported: [],
  };
}

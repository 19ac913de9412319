/** Resources that a provider manages: decides between create, update, replace and same, and does it. */
import { type DeploymentContext, runStep } from "./context.ts";
import { deleteResource } from "./deletion.ts";
import { applyIgnoreChanges, changedPaths, changedSelectors, notCovered } from "./diff.ts";
import { EngineError } from "./engine-error.ts";
import { expandPath, formatPath, parsePath } from "./paths.ts";
import type { ExistingResource } from "./provider.ts";
import type { Candidate, Registered } from "./registration.ts";
import { secretOutputPaths } from "./secrets.ts";
import type { ResourceState } from "./state.ts";
import { type Fields, valuesAt } from "./values.ts";

/** What the program wants, with the values that it leaves alone put back. */
interface Wanted {
  /** Before the provider's check. */
  readonly program: Fields;
  readonly secretPaths: readonly string[];
  readonly unknownPaths: readonly string[];
}

/** Brings one custom resource to what the program wants. */
export async function deployCustom(
  context: DeploymentContext,
  candidate: Candidate,
  program: Fields,
): Promise<Registered> {
  const { former } = candidate;
  // A resource that was only read, or was a component, is none that could be updated.
  const known = former?.kind === "custom" ? former : undefined;
  const outputs = known === undefined ? undefined : await context.provider.read(known, known.id);
  if (known === undefined || outputs === undefined) return await create(context, candidate, program);

  tellDrift(context, candidate, known, outputs);
  const existing: ResourceState = { ...known, outputs: { ...outputs } };
  const wanted = leaveIgnored(candidate, existing, program);
  const inputs = await check(context, candidate, wanted, existing.inputs);
  const { unknownPaths } = wanted;
  const changed = [...notCovered(changedPaths(existing.inputs, inputs), unknownPaths), ...unknownPaths];
  if (changed.length === 0) return await keep(context, candidate, existing, inputs, wanted);

  const selectors = [
    ...context.provider.replaceOn(candidate.base.type),
    ...candidate.registration.replaceOnChanges,
  ];
  const replaceBecause = [
    ...changedSelectors(existing.inputs, inputs, unknownPaths, selectors),
    ...(unknownPaths.length > 0
      ? []
      : (context.provider.replaceBecause?.(candidate.base.type, existing.inputs, inputs) ?? [])),
  ];
  return replaceBecause.length === 0
    ? await update(context, candidate, existing, inputs, wanted, changed)
    : await replace(context, candidate, existing, wanted, { changed, replaceBecause });
}

/** Compares what AWS says of the program's own settings with what it said after the last deployment. */
function tellDrift(
  context: DeploymentContext,
  { registration }: Candidate,
  known: ResourceState,
  found: Fields,
): void {
  // Some settings are for the provider alone (`forceDelete`): no read tells of them.
  const set = Object.keys(known.inputs).filter((name) => name in known.outputs && name in found);
  const settings = (of: Fields): Fields => Object.fromEntries(set.map((name) => [name, of[name]]));
  const changed = notCovered(
    changedPaths(settings(known.outputs), settings(found)),
    registration.ignoreChanges,
  );
  if (changed.length === 0) return;
  const { urn, type, name } = known;
  context.emit({ kind: "drifted", urn, type, name, changed });
}

function leaveIgnored(candidate: Candidate, existing: ResourceState, program: Fields): Wanted {
  const { decoded, registration } = candidate;
  const { ignoreChanges } = registration;
  const old = existing.inputs;
  const ignored = ignoreChanges.flatMap((text) =>
    expandPath(parsePath(text), [old, program]).map(formatPath),
  );
  const oldSecrets = existing.secretInputs.filter((path) => notCovered([path], ignored).length === 0);
  return {
    program: applyIgnoreChanges(old, program, ignoreChanges),
    secretPaths: [...new Set([...decoded.secretPaths, ...oldSecrets])],
    // An unknown value at an ignored path changes nothing: a preview must not show it as an update.
    unknownPaths: notCovered(decoded.unknownPaths, ignoreChanges),
  };
}

async function check(
  context: DeploymentContext,
  candidate: Candidate,
  wanted: Wanted,
  oldInputs: Fields | undefined,
): Promise<Fields> {
  const { urn, type, name } = candidate.base;
  const { program, unknownPaths } = wanted;
  if (unknownPaths.length > 0 && !context.dryRun) {
    throw new EngineError(
      `'${urn}' has inputs that are not known: ${unknownPaths.join(", ")}. A deployment must know them all.`,
    );
  }
  const result = await context.provider.check({ urn, type, name, inputs: program, unknownPaths, oldInputs });
  if (result.ok) return result.inputs;
  const failures = result.failures.map(({ property, reason }) =>
    property === "" ? reason : `${property}: ${reason}`,
  );
  throw new EngineError(`'${urn}' is not valid: ${failures.join("; ")}`);
}

async function keep(
  context: DeploymentContext,
  candidate: Candidate,
  existing: ResourceState,
  inputs: Fields,
  wanted: Wanted,
): Promise<Registered> {
  return await runStep(context, candidate.base, "same", {}, () => {
    // In a preview the SDK takes an input that comes back as no output for unknown; else it takes the input.
    const outputs = context.dryRun ? { ...inputs, ...existing.outputs } : existing.outputs;
    const state = stateOf(context, candidate, existing.id, inputs, wanted, outputs);
    return carry(context, candidate, state, { replaced: false, same: true }, []);
  });
}

async function update(
  context: DeploymentContext,
  candidate: Candidate,
  existing: ResourceState,
  inputs: Fields,
  wanted: Wanted,
  changed: readonly string[],
): Promise<Registered> {
  return await runStep(context, candidate.base, "update", { changed }, async () => {
    const outputs = context.dryRun
      ? previewedUpdate(context, existing, inputs)
      : await context.provider.update(asExisting(candidate, existing), inputs, changed);
    const state = stateOf(context, candidate, existing.id, inputs, wanted, outputs);
    return carry(context, candidate, state, { replaced: false }, wanted.unknownPaths);
  });
}

/** In a preview an update keeps the outputs that it does not touch; those that it computes anew are left out. */
function previewedUpdate(context: DeploymentContext, existing: ResourceState, inputs: Fields): Fields {
  const anew = new Set(context.provider.recomputedOnUpdate?.(existing.type) ?? []);
  const kept = Object.entries(existing.outputs).filter(([name]) => !anew.has(name));
  return { ...Object.fromEntries(kept), ...inputs };
}

async function create(
  context: DeploymentContext,
  candidate: Candidate,
  program: Fields,
): Promise<Registered> {
  const { secretPaths, unknownPaths } = candidate.decoded;
  const wanted: Wanted = { program, secretPaths, unknownPaths };
  return await runStep(context, candidate.base, "create", {}, async () => {
    const inputs = await check(context, candidate, wanted, undefined);
    const state = await createNew(context, candidate, inputs, wanted);
    return carry(context, candidate, state, { replaced: false }, unknownPaths);
  });
}

async function replace(
  context: DeploymentContext,
  candidate: Candidate,
  existing: ResourceState,
  wanted: Wanted,
  details: { readonly changed: readonly string[]; readonly replaceBecause: readonly string[] },
): Promise<Registered> {
  return await runStep(context, candidate.base, "replace", details, async () => {
    if (existing.protect) {
      throw new EngineError(
        `'${existing.urn}' is protected and would have to be replaced (${details.replaceBecause.join(", ")}). Deploy it with protect: false first, or undo the change.`,
      );
    }
    // Checked without the old inputs, so that a generated name is new and does not collide with a living one.
    const inputs = await check(context, candidate, wanted, undefined);
    const deleteFirst =
      candidate.registration.deleteBeforeReplace ??
      context.provider.mustDeleteFirst?.(existing.type, existing.inputs, inputs) ??
      false;
    if (deleteFirst && !context.dryRun) {
      await deleteResource(context, existing);
      if (candidate.former !== undefined) context.ledger.settle(candidate.former);
    }
    const state = await createNew(context, candidate, inputs, wanted);
    return carry(context, candidate, state, { replaced: !deleteFirst }, wanted.unknownPaths);
  });
}

async function createNew(
  context: DeploymentContext,
  candidate: Candidate,
  inputs: Fields,
  wanted: Wanted,
): Promise<ResourceState> {
  if (context.dryRun) return stateOf(context, candidate, "", inputs, wanted, inputs);
  const { base, urn } = candidate;
  const created = await context.ledger.creating(urn, () => context.provider.create(base, inputs));
  return stateOf(context, candidate, created.id, inputs, wanted, created.outputs);
}

function stateOf(
  context: DeploymentContext,
  candidate: Candidate,
  id: string,
  inputs: Fields,
  wanted: Wanted,
  outputs: Fields,
): ResourceState {
  const additional = candidate.registration.additionalSecretOutputs;
  const secretOutputs = secretOutputPaths(inputs, wanted.secretPaths, outputs, additional);
  context.redactor.add(valuesAt(outputs, secretOutputs));
  const secretInputs = wanted.secretPaths;
  return {
    ...candidate.base,
    id,
    inputs: { ...inputs },
    outputs: { ...outputs },
    secretInputs,
    secretOutputs,
  };
}

function carry(
  context: DeploymentContext,
  candidate: Candidate,
  state: ResourceState,
  fate: { readonly replaced: boolean; readonly same?: boolean },
  unknownPaths: readonly string[],
): Registered {
  const { former } = candidate;
  context.ledger.put(state, former === undefined ? undefined : { resource: former, ...fate });
  return { state, unknownPaths };
}

function asExisting(candidate: Candidate, existing: ResourceState): ExistingResource {
  const { urn, type, name } = candidate.base;
  return { urn, type, name, id: existing.id, inputs: existing.inputs, outputs: existing.outputs };
}

import { randomUUID } from "node:crypto";
import { type DeploymentContext, runStep } from "./context.ts";
import { changedPaths } from "./diff.ts";
import { EngineError } from "./engine-error.ts";
import type { Candidate, Registered } from "./registration.ts";
import type { ResourceState } from "./state.ts";
import type { Fields } from "./values.ts";

/**
 * An explicit provider (`new aws.Provider(…)`). There is one provider behind every resource, so this only
 * has a place in the state; its settings are checked when the provider knows the type.
 */
export async function deployProvider(
  context: DeploymentContext,
  candidate: Candidate,
  inputs: Fields,
): Promise<Registered> {
  const { base, decoded, former } = candidate;
  const { urn, type, name } = base;
  const { secretPaths, unknownPaths } = decoded;
  if (context.provider.knows(type)) {
    const oldInputs = former?.inputs;
    const checked = await context.provider.check({ urn, type, name, inputs, unknownPaths, oldInputs });
    if (!checked.ok) {
      const failures = checked.failures.map(({ property, reason }) => `${property}: ${reason}`);
      throw new EngineError(`'${urn}' is not valid: ${failures.join("; ")}`);
    }
  }
  const changed = former === undefined ? [] : changedPaths(former.inputs, inputs);
  const op = former === undefined ? "create" : changed.length === 0 ? "same" : "update";
  return await runStep(context, base, op, { changed }, () => {
    const id = former !== undefined && former.id !== "" ? former.id : randomUUID();
    const state: ResourceState = {
      ...base,
      id,
      inputs: { ...inputs },
      outputs: { ...inputs },
      secretInputs: secretPaths,
      secretOutputs: secretPaths,
    };
    context.ledger.put(state, former === undefined ? undefined : { resource: former, replaced: false });
    return { state, unknownPaths };
  });
}

/** Deletes what a stack no longer has, dependents before what they depend on. */
import { type DeploymentContext, runStep } from "./context.ts";
import { EngineError } from "./engine-error.ts";
import type { ResourceState } from "./state.ts";

/** Deletes every leftover. Refuses before the first one when any is protected. */
export async function deleteLeftovers(context: DeploymentContext, mayGoOn: () => void): Promise<void> {
  const leftovers = context.ledger.leftovers();
  const guarded = leftovers.filter((resource) => resource.protect && !resource.pendingDelete);
  if (guarded.length > 0) {
    throw new EngineError(
      `Nothing was deleted, because these resources are protected: ${guarded.map(({ urn }) => `'${urn}'`).join(", ")}. Deploy them with protect: false first, or keep them in the program.`,
    );
  }
  const leaving = new Set(leftovers.map(({ urn }) => urn));
  for (const resource of leftovers) {
    mayGoOn();
    const retained = resource.retainOnDelete || leaving.has(resource.deletedWith);
    if (isOwned(resource)) {
      await runStep(context, resource, "delete", { retained }, () => forget(context, resource, retained));
    } else {
      await forget(context, resource, true);
    }
  }
}

async function forget(context: DeploymentContext, resource: ResourceState, retained: boolean): Promise<void> {
  if (context.dryRun) return;
  if (!retained) await deleteResource(context, resource);
  context.ledger.settle(resource);
}

/** Deletes a resource at the provider, unless it is to be kept. One that is gone already counts as deleted. */
export async function deleteResource(context: DeploymentContext, resource: ResourceState): Promise<void> {
  if (resource.kind !== "custom" || resource.retainOnDelete) return;
  const { urn, type, name, id, inputs, outputs } = resource;
  try {
    await context.provider.delete({ urn, type, name, id, inputs, outputs });
  } catch (error) {
    if ((await context.provider.read({ urn, type, name }, id)) !== undefined) throw error;
  }
}

/** Whether the stack brought the resource about, so that its end is worth a word. */
function isOwned(resource: ResourceState): boolean {
  return resource.kind !== "external";
}

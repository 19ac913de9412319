/**
 * The state of a stack while a deployment runs: what was there before, what is there now, and the checkpoint
 * that joins the two after each step.
 */
import { EngineError } from "./engine-error.ts";
import type { ResourceState, StackState } from "./state.ts";

/** `waiting`: not visited yet. `replaced`: has a successor and must be deleted. `settled`: gone, or carried over. */
type Fate = "waiting" | "replaced" | "settled";

interface Former {
  resource: ResourceState;
  fate: Fate;
  claimedBy: string | undefined;
}

export interface Ledger {
  /** Takes the URN for this deployment. Throws when the program used it already. */
  readonly reserve: (urn: string) => void;
  /** The resource as it was, under its URN or the first former URN that is found. It belongs to the claimant then. */
  readonly claim: (urn: string, formerUrns: readonly string[]) => ResourceState | undefined;
  /** The resource as this deployment left it. */
  readonly current: (urn: string) => ResourceState | undefined;
  readonly all: () => readonly ResourceState[];
  /** Records a resource; `former` is what it carries on or replaces. Checkpoints unless nothing changed. */
  readonly put: (resource: ResourceState, former?: Carried) => void;
  /** Records that a former resource exists no more, and checkpoints. */
  readonly settle: (former: ResourceState) => void;
  /** Runs a creation so that a crash in its midst leaves a trace. */
  readonly creating: <T>(urn: string, create: () => Promise<T>) => Promise<T>;
  /** What the program no longer has, dependents first. */
  readonly leftovers: () => readonly ResourceState[];
  readonly checkpoint: () => void;
}

interface Carried {
  readonly resource: ResourceState;
  /** True when the former resource still exists and must be deleted in the end. */
  readonly replaced: boolean;
  /** True when nothing worth a write of the file changed. */
  readonly same?: boolean;
}

/** `save` writes a checkpoint; a preview passes a function that does nothing. */
export function openLedger(before: StackState, save: (state: Omit<StackState, "version">) => void): Ledger {
  const formers: readonly Former[] = before.resources.map((resource) => ({
    resource,
    fate: resource.pendingDelete ? "replaced" : "waiting",
    claimedBy: undefined,
  }));
  const reserved = new Set<string>();
  const now = new Map<string, ResourceState>();
  const creating = new Set<string>();

  const formerOf = (resource: ResourceState): Former | undefined =>
    formers.find((former) => former.resource === resource);
  const remaining = (): readonly ResourceState[] =>
    formers.filter(({ fate }) => fate !== "settled").map(({ resource }) => resource);
  const checkpoint = (): void =>
    save({
      project: before.project,
      stack: before.stack,
      resources: [...now.values(), ...remaining()],
      creating: [...creating],
    });
  const carryOver = ({ resource, replaced }: Carried): void => {
    const former = formerOf(resource);
    if (former === undefined) return;
    former.fate = replaced ? "replaced" : "settled";
    if (replaced) former.resource = { ...resource, pendingDelete: true };
  };

  return {
    reserve: (urn) => {
      if (reserved.has(urn)) {
        throw new EngineError(`Duplicate resource URN '${urn}'. Give each resource of a type its own name.`);
      }
      reserved.add(urn);
    },
    claim: (urn, formerUrns) => {
      for (const candidate of [urn, ...formerUrns]) {
        const former = formers.find(
          (entry) => !entry.resource.pendingDelete && entry.resource.urn === candidate,
        );
        if (former === undefined) continue;
        if (former.claimedBy !== undefined) {
          throw new EngineError(
            `'${candidate}' is claimed twice: by '${former.claimedBy}' and by '${urn}'. Take the alias off one of them.`,
          );
        }
        former.claimedBy = urn;
        return former.resource;
      }
      return undefined;
    },
    current: (urn) => now.get(urn),
    all: () => [...now.values()],
    put: (resource, carried) => {
      now.set(resource.urn, resource);
      if (carried !== undefined) carryOver(carried);
      if (carried?.same !== true) checkpoint();
    },
    settle: (resource) => {
      carryOver({ resource, replaced: false });
      checkpoint();
    },
    creating: async (urn, create) => {
      creating.add(urn);
      checkpoint();
      try {
        const created = await create();
        creating.delete(urn); // The caller's put writes that, together with the resource.
        return created;
      } catch (error) {
        creating.delete(urn);
        checkpoint();
        throw error;
      }
    },
    leftovers: () => remaining().toReversed(),
    checkpoint,
  };
}

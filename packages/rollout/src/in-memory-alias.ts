import type { AliasStore } from "./ports.ts";
import type { Routing } from "./routing.ts";

export interface InMemoryAlias {
  readonly store: AliasStore;
  readonly routing: () => Routing;
  /** What was ever written, the controller's and the foreign ones, in order. */
  readonly writes: () => readonly Routing[];
  /** A write by somebody else. */
  readonly foreignWrite: (routing: Routing) => void;
  readonly deleteVersion: (version: string) => void;
  readonly hasVersion: (version: string) => boolean;
  /** Called once, before the next write takes effect. */
  readonly beforeWrite: (interfere: (() => void | Promise<void>) | undefined) => void;
}

/** An alias over the versions that exist. Every write changes the revision, even one that changes nothing else. */
export function createInMemoryAlias(initial: Routing, versions: readonly string[]): InMemoryAlias {
  const existing = new Set(versions);
  const writes: Routing[] = [];
  let routing = initial;
  let revision = 1;
  let interfere: (() => void | Promise<void>) | undefined;

  function put(next: Routing): string {
    routing = next;
    revision += 1;
    writes.push(next);
    return `r${revision}`;
  }

  return {
    store: {
      read: async () => ({ routing, revision: `r${revision}` }),
      write: async (next, basedOn) => {
        const trap = interfere;
        interfere = undefined;
        await trap?.();
        if (basedOn !== `r${revision}`) return { kind: "stale" };
        const wanted = [next.primary, ...(next.additional === undefined ? [] : [next.additional.version])];
        const version = wanted.find((name) => !existing.has(name));
        return version === undefined
          ? { kind: "done", revision: put(next) }
          : { kind: "no-such-version", version };
      },
    },
    routing: () => routing,
    writes: () => writes,
    foreignWrite: (next) => void put(next),
    deleteVersion: (version) => void existing.delete(version),
    hasVersion: (version) => existing.has(version),
    beforeWrite: (next) => {
      interfere = next;
    },
  };
}

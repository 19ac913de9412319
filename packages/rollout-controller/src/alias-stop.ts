import { type AliasStore, everyoneOn, type Routing } from "@switchyard/rollout";

export type AliasStop =
  /** Everyone is on the alias's own version again. */
  | { readonly kind: "returned"; readonly from: string; readonly to: string }
  /** No version that is meant stands beside another one, so there is nothing to take back. */
  | { readonly kind: "left"; readonly routing: Routing }
  | { readonly kind: "unfinished" };

/** Each defeat means that somebody else's write got through. */
const ATTEMPTS = 5;

/**
 * The hard stop without a record. While an alias splits its traffic it says itself who is stable: the version of its own,
 * beside which the candidate gets its weight.
 *
 * @param isMeant whether this version is to go
 */
export async function stopByAlias(
  alias: AliasStore,
  isMeant: (version: string) => boolean,
): Promise<AliasStop> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { routing, revision } = await alias.read();
    const { primary, additional } = routing;
    if (additional === undefined || !isMeant(additional.version)) return { kind: "left", routing };
    const written = await alias.write(everyoneOn(primary), revision);
    if (written.kind === "done") return { kind: "returned", from: additional.version, to: primary };
  }
  return { kind: "unfinished" };
}

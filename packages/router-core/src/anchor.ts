/** Picks the member of a set under which to look the set up. */
export type AnchorPicker = (set: readonly number[]) => number | undefined;

/**
 * Of ids that must all be there, the one that fewest of the sets share, the first of equals: so that few sets are
 * looked at in vain. An empty set has none.
 */
export function createAnchorPicker(sets: readonly (readonly number[])[]): AnchorPicker {
  const uses = new Map<number, number>();
  for (const set of sets) for (const id of set) uses.set(id, usesOf(id) + 1);
  return (set) => {
    let anchor: number | undefined;
    for (const id of set) if (anchor === undefined || usesOf(id) < usesOf(anchor)) anchor = id;
    return anchor;
  };

  function usesOf(id: number): number {
    return uses.get(id) ?? 0;
  }
}

import { invalidParameter } from "./errors.ts";

/** One page of a list. The marker is the position of the next item. */
export function paginate<T>(
  items: readonly T[],
  marker: string | undefined,
  maxItems = 50,
): { readonly items: readonly T[]; readonly NextMarker: string | undefined } {
  const start = marker === undefined || marker === "" ? 0 : Number(marker);
  if (!Number.isInteger(start) || start < 0) throw invalidParameter(`Invalid pagination marker '${marker}'.`);
  const end = start + maxItems;
  return { items: items.slice(start, end), NextMarker: end < items.length ? String(end) : undefined };
}

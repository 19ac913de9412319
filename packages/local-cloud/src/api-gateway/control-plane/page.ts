import { badRequest } from "../errors.ts";

/** One page of a list. The position is the id of the item with which the next page starts. */
export function pageOf<T>(
  items: readonly T[],
  idOf: (item: T) => string,
  { position, limit = 25 }: { readonly position?: string | undefined; readonly limit?: number | undefined },
): { readonly items: T[]; readonly position?: string } {
  if (!Number.isInteger(limit) || limit < 1 || limit > 500) {
    throw badRequest(`Invalid limit ${limit}: expected 1 to 500.`);
  }
  const start = position === undefined ? 0 : items.findIndex((item) => idOf(item) === position);
  if (start === -1) throw badRequest("Invalid position parameter specified");
  const next = items[start + limit];
  return {
    items: items.slice(start, start + limit),
    ...(next === undefined ? {} : { position: idOf(next) }),
  };
}

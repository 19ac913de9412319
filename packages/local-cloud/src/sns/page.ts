import { invalidParameter } from "./errors.ts";

/** What SNS lists at a time. */
const PAGE = 100;

/** The page after the item whose key is the token. */
export function pageAfter<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  token: string | undefined,
): { readonly items: T[]; readonly next: string | undefined } {
  const after = token === undefined ? -1 : items.findIndex((item) => keyOf(item) === token);
  if (token !== undefined && after === -1) throw invalidParameter("NextToken");
  const page = items.slice(after + 1, after + 1 + PAGE);
  const last = page.at(-1);
  const hasMore = after + 1 + PAGE < items.length;
  return { items: page, next: hasMore && last !== undefined ? keyOf(last) : undefined };
}

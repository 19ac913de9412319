import { AwsError } from "../aws-error.ts";

/** One page of a list. The token is the position of the next item. */
export function paginate<T>(
  items: readonly T[],
  token: string | undefined,
  maxResults = 100,
): { readonly items: readonly T[]; readonly nextToken: string | undefined } {
  const start = token === undefined ? 0 : Number(token);
  if (!Number.isInteger(start) || start < 0) {
    throw new AwsError(
      "InvalidParameterException",
      "Invalid parameter at 'nextToken': not a token of this operation",
    );
  }
  const end = start + maxResults;
  return { items: items.slice(start, end), nextToken: end < items.length ? String(end) : undefined };
}

import { createHash } from "node:crypto";

/**
 * Hash of JSON data: the same for the same data, in whatever order its keys stand. As in JSON,
 * a member that is undefined does not count.
 */
export function deploymentHash(served: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(served, (_key, value: unknown) => sortedMembers(value)))
    .digest("hex");
}

function sortedMembers(value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

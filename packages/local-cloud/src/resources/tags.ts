/** How a service tags a resource. The resource is named by ARN, or as that service names it. */
export interface TagOperations {
  readonly add: (resource: string, tags: Record<string, string>) => unknown;
  readonly remove: (resource: string, keys: string[]) => unknown;
}

/** Takes a resource from its old tags to its new ones; tags that somebody else put on stay. */
export async function changeTags(
  operations: TagOperations,
  resource: string,
  oldTags: unknown,
  newTags: Readonly<Record<string, string>> = {},
): Promise<void> {
  const gone = Object.keys(oldTags ?? {}).filter((key) => newTags[key] === undefined);
  if (gone.length > 0) await operations.remove(resource, gone);
  if (Object.keys(newTags).length > 0) await operations.add(resource, { ...newTags });
}

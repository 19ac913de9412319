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

/** Tags as most services take them. */
export function tagList(map: Readonly<Record<string, string>> = {}): { Key: string; Value: string }[] {
  return Object.entries(map).map(([Key, Value]) => ({ Key, Value }));
}

export function tagMap(
  list: readonly { Key: string | undefined; Value: string | undefined }[] = [],
): Record<string, string> {
  return Object.fromEntries(
    list.flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? ""]])),
  );
}

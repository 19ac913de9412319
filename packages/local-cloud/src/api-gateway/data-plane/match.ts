import type { MethodRecord, ResourceRecord } from "../records.ts";

/** The method that serves a path, and the values of the path's variables. */
export interface MethodMatch {
  readonly resource: ResourceRecord;
  readonly method: MethodRecord;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/**
 * Finds the method for a path: fixed parts win over variables, variables over greedy ones, and the method itself
 * over `ANY`. One slash at the end makes no difference. `undefined` when nothing serves it.
 */
export function matchMethod(
  resources: Readonly<Record<string, ResourceRecord>>,
  path: string,
  verb: string,
): MethodMatch | undefined {
  const segments = segmentsOf(path);
  if (segments === undefined) return undefined;
  const all = Object.values(resources);
  const found = matchBelow(
    all,
    all.find(({ parentId }) => parentId === undefined),
    segments,
    {},
  );
  if (found === undefined) return undefined;
  const { methods } = found.resource;
  const method = Object.hasOwn(methods, verb) ? methods[verb] : methods["ANY"];
  return method && { ...found, method };
}

type ResourceMatch = Omit<MethodMatch, "method">;

function matchBelow(
  all: readonly ResourceRecord[],
  resource: ResourceRecord | undefined,
  segments: readonly string[],
  pathParameters: Readonly<Record<string, string>>,
): ResourceMatch | undefined {
  if (resource === undefined) return undefined;
  const [segment, ...rest] = segments;
  if (segment === undefined) return { resource, pathParameters };

  const children = all.filter(({ parentId }) => parentId === resource.id);
  const fixed = children.find(({ pathPart }) => pathPart === segment);
  const exact = matchBelow(all, fixed, rest, pathParameters);
  if (exact !== undefined) return exact;

  for (const child of children) {
    const name = /^\{([^}+]+)\}$/.exec(child.pathPart)?.[1];
    const found = name && matchBelow(all, child, rest, { ...pathParameters, [name]: segment });
    if (found) return found;
  }
  for (const child of children) {
    const name = /^\{([^}+]+)\+\}$/.exec(child.pathPart)?.[1];
    if (name !== undefined)
      return { resource: child, pathParameters: { ...pathParameters, [name]: segments.join("/") } };
  }
  return undefined;
}

/** Decoded parts of a path; `undefined` when an escape in it is broken. */
function segmentsOf(path: string): readonly string[] | undefined {
  const trimmed = path.replace(/^\//, "").replace(/\/$/, "");
  if (trimmed === "") return [];
  try {
    return trimmed.split("/").map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

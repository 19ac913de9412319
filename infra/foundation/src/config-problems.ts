import type { z } from "zod";

/** The namespace that holds every setting of ours, whatever the project is called. */
export const NAMESPACE = "switchyard";

/**
 * Sentences about what a schema found wrong in a stack's settings, each beginning with the key:
 * `switchyard:keepImages: expected a whole number from 10 to 1000, found 2`.
 * Schemas say what they expect in their error message; this adds where and what was found.
 */
export function describeIssues(issues: readonly z.core.$ZodIssue[], settings: unknown): readonly string[] {
  return issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map(
        (key) => `${keyOf([...issue.path, key])}: unknown key; remove it or correct its spelling`,
      );
    }
    return [`${keyOf(issue.path)}: ${issue.message}, found ${show(valueAt(settings, issue.path))}`];
  });
}

/** `["github", "ownerId"]` as it is written in a stack file: `switchyard:github.ownerId`. */
export function keyOf(path: readonly PropertyKey[]): string {
  return `${NAMESPACE}:${path.map(String).join(".")}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? (Reflect.get(inner, key) as unknown) : undefined,
    value,
  );
}

function show(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}

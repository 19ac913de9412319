import type { PatchOperation } from "@aws-sdk/client-api-gateway";

/** Sets a member: API Gateway takes every value as text. */
export function replacing(path: string, value: string | number | boolean): PatchOperation {
  return { op: "replace", path, value: String(value) };
}

/** Takes a map from its old entries to its new ones. Names are escaped as JSON pointers want them. */
export function patchMap(
  path: string,
  oldMap: unknown,
  newMap: Readonly<Record<string, string | number | boolean>> = {},
): PatchOperation[] {
  const before = new Map(Object.entries(oldMap ?? {}));
  const at = (name: string): string => `${path}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
  const gone = [...before.keys()].filter((name) => newMap[name] === undefined);
  const set = Object.entries(newMap).filter(([name, value]) => before.get(name) !== value);
  return [
    ...gone.map((name): PatchOperation => ({ op: "remove", path: at(name) })),
    ...set.map(
      ([name, value]): PatchOperation => ({
        op: before.has(name) ? "replace" : "add",
        path: at(name),
        value: String(value),
      }),
    ),
  ];
}

import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import { badRequest } from "../errors.ts";

/** One patch operation, checked and taken apart. */
export interface Change {
  readonly op: "add" | "replace" | "remove";
  /** As it was sent. */
  readonly path: string;
  /** Parts of the path without JSON pointer escapes. */
  readonly segments: readonly string[];
  readonly value: string | undefined;
}

/** Checks patch operations. `test`, `move` and `copy` are refused by name. */
export function changesOf(operations: readonly PatchOperation[] | undefined): readonly Change[] {
  return (operations ?? []).map(({ op, path = "", value }) => {
    if (op !== "add" && op !== "replace" && op !== "remove") {
      throw badRequest(`The local cloud does not support the patch operation ${op} (on ${path}).`);
    }
    if (!path.startsWith("/"))
      throw badRequest(`Invalid patch path '${path}': expected it to start with a slash.`);
    return { op, path, segments: path.slice(1).split("/").map(unescapePointer), value };
  });
}

/** `~1` stands for a slash and `~0` for a tilde. */
export function unescapePointer(segment: string): string {
  return segment.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** The error for a path that cannot be patched. */
export function invalidPath(change: Change, allowed: readonly string[]): Error {
  return badRequest(
    `Invalid patch path '${change.path}' specified for op '${change.op}'. Must be one of: [${allowed.join(", ")}]`,
  );
}

/** The text of a change; `undefined` for a removal and for an empty text, which removes too. */
export function optionalText(change: Change): string | undefined {
  return change.op === "remove" || change.value === "" ? undefined : change.value;
}

/** The value of a change that must have one. */
export function requiredText(change: Change): string {
  const text = optionalText(change);
  if (text === undefined) throw badRequest(`Invalid patch: '${change.path}' needs a value.`);
  return text;
}

export function booleanIn(change: Change): boolean {
  const text = requiredText(change).toLowerCase();
  if (text !== "true" && text !== "false") {
    throw badRequest(`Invalid value '${change.value}' for '${change.path}': expected true or false.`);
  }
  return text === "true";
}

export function numberIn(change: Change, min: number, max: number): number {
  const number = Number(requiredText(change));
  if (!Number.isFinite(number) || number < min || number > max) {
    throw badRequest(
      `Invalid value '${change.value}' for '${change.path}': expected a number from ${min} to ${max}.`,
    );
  }
  return number;
}

export function integerIn(change: Change, min: number, max: number): number {
  const number = numberIn(change, min, max);
  if (!Number.isInteger(number)) {
    throw badRequest(`Invalid value '${change.value}' for '${change.path}': expected a whole number.`);
  }
  return number;
}

/** Applies a change of one entry of a map of texts. */
export function patchedMap(
  map: Readonly<Record<string, string>>,
  key: string,
  change: Change,
): Readonly<Record<string, string>> {
  const rest = Object.fromEntries(Object.entries(map).filter(([name]) => name !== key));
  return change.op === "remove" ? rest : { ...rest, [key]: change.value ?? "" };
}

/** A member for an object literal: nothing when the value is undefined. */
export function member<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  // The computed key is exactly K; TypeScript widens it to string.
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}

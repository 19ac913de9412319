import { randomBytes } from "node:crypto";
import type { z } from "zod";
import { formatPath, parsePath } from "../engine/paths.ts";
import type { CheckFailure, CheckRequest, CheckResult, Properties } from "../engine/provider.ts";
import { NOT_CARRIED_OUT } from "./not-carried-out.ts";
import type { Autoname, ResourceType } from "./resource-type.ts";
import { firstUnknown, knownKeys, nearest } from "./schema-keys.ts";

/** What is checked: a resource type or a remote component. */
export type Checked = Pick<ResourceType, "token" | "inputs">;

/** Seven hexadecimal digits that make a generated name unique. */
export const randomSuffix = (): string => randomBytes(4).toString("hex").slice(0, 7);

/** Validates the inputs of a resource, and names it when the program does not. */
export function checkResource(
  type: ResourceType,
  request: CheckRequest,
  newSuffix: () => string,
): CheckResult {
  const inputs = type.autoname === undefined ? request.inputs : withName(type.autoname, request, newSuffix);
  const failures = checkInputs(type, inputs, request.unknownPaths);
  return failures.length === 0 ? { ok: true, inputs } : { ok: false, failures };
}

/** Everything that is wrong with the inputs. Nothing is said about values that are not known yet, only about their names. */
export function checkInputs(
  type: Checked,
  inputs: Properties,
  unknownPaths: readonly string[],
): readonly CheckFailure[] {
  const unknowns = unknownPaths.map((path) => parsePath(path).map((segment) => segment as PropertyKey));
  const parsed = type.inputs.safeParse(inputs);
  const failures = (parsed.error?.issues ?? []).flatMap((issue) => failuresOf(type, issue, inputs, unknowns));
  const misnamed = unknowns.flatMap((path) => {
    const wrong = firstUnknown(type.inputs, path);
    return wrong === undefined ? [] : [unknownProperty(type, wrong)];
  });
  return [...failures, ...misnamed];
}

function failuresOf(
  type: Checked,
  issue: z.core.$ZodIssue,
  inputs: Properties,
  unknowns: readonly (readonly PropertyKey[])[],
): readonly CheckFailure[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownProperty(type, [...issue.path, key]));
  }
  // The value, a part of it or the whole that it belongs to will be known when the deployment runs.
  if (issue.path.length > 0 && unknowns.some((unknown) => oneLiesInTheOther(unknown, issue.path))) return [];
  return [{ property: display(issue.path), reason: reasonOf(issue, valueAt(inputs, issue.path)) }];
}

function unknownProperty(type: Checked, path: readonly PropertyKey[]): CheckFailure {
  const property = display(path);
  if (NOT_CARRIED_OUT[type.token]?.includes(property) === true) {
    const reason = `the local cloud does not carry out this property of ${type.token}; leave it out of this stack, or deploy the stack to AWS`;
    return { property, reason };
  }
  const keys = knownKeys(type.inputs, path.slice(0, -1)) ?? [];
  const meant = nearest(String(path.at(-1)), keys);
  const suggestion = meant === undefined ? "" : ` Did you mean ${meant}?`;
  const place = path.length === 1 ? type.token : `${display(path.slice(0, -1))} of ${type.token}`;
  return {
    property,
    reason: `is not a property of ${place}; known are ${keys.toSorted().join(", ")}.${suggestion}`,
  };
}

function reasonOf(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined && issue.code !== "custom") return "is required";
  const expected = issue.code === "invalid_type" ? `expected ${issue.expected}` : issue.message;
  return value === undefined ? expected : `${expected}, found ${JSON.stringify(value)}`;
}

function withName(autoname: Autoname, request: CheckRequest, newSuffix: () => string): Properties {
  const { property, maxLength } = autoname;
  if (request.inputs[property] !== undefined || request.unknownPaths.includes(property))
    return request.inputs;
  const stem = request.name.slice(0, maxLength - 8);
  const old = request.oldInputs?.[property];
  // A name that the program gave once and no longer gives is not kept.
  const generated =
    typeof old === "string" && old.startsWith(`${stem}-`) && /^[0-9a-f]{7}$/.test(old.slice(stem.length + 1));
  return { ...request.inputs, [property]: generated ? old : `${stem}-${newSuffix()}` };
}

function oneLiesInTheOther(a: readonly PropertyKey[], b: readonly PropertyKey[]): boolean {
  return a.slice(0, b.length).every((segment, index) => segment === b[index]);
}

function display(path: readonly PropertyKey[]): string {
  return formatPath(path.map((segment) => (typeof segment === "symbol" ? String(segment) : segment)));
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? (Reflect.get(inner, key) as unknown) : undefined,
    value,
  );
}

import type { CheckedResource } from "./model.ts";
import { at, isUnknown, ofType } from "./values.ts";

/** Of functions that are reached through something else, whether a function is one. */
export type Reached = "yes" | "no" | "unknown";

/** The function's name in whatever refers to it: its name, its ARN, or a URI around that ARN. */
export function functionNameIn(reference: string): string {
  const [, inArn] = /:function:([A-Za-z0-9_-]+)/.exec(reference) ?? [];
  return inArn ?? reference.replace(/:.*$/, "");
}

/** Whether one of the references, which may be unknown, is to this function. */
export function isReached(fn: CheckedResource, references: readonly unknown[]): Reached {
  const name = at(fn.props, "name");
  const isNamed = name !== undefined && !isUnknown(name);
  const known = references.filter((reference) => typeof reference === "string" && !isUnknown(reference));
  if (isNamed && known.some((reference) => functionNameIn(String(reference)) === name)) return "yes";
  // A function without a name gets one in the deployment.
  const mayBe = isNamed ? references.some(isUnknown) : references.length > 0;
  return mayBe ? "unknown" : "no";
}

/** The functions that a reference leads to, or may lead to. */
export function functionsAt(
  stack: readonly CheckedResource[],
  reference: unknown,
): readonly { readonly fn: CheckedResource; readonly reached: "yes" | "unknown" }[] {
  const functions = ofType(stack, "aws:lambda/function:Function");
  const found = functions.filter((fn) => isReached(fn, [reference]) === "yes");
  if (found.length > 0) return found.map((fn) => ({ fn, reached: "yes" }));
  return functions
    .filter((fn) => isReached(fn, [reference]) === "unknown")
    .map((fn) => ({ fn, reached: "unknown" }));
}

/** A setting in a function's environment. */
export function variableOf(fn: CheckedResource, variable: string): unknown {
  return at(fn.props, `environment.variables.${variable}`);
}

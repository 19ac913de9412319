import type { CheckedResource, Violation } from "./model.ts";
import { at, isUnknown, show } from "./values.ts";

interface Expectation {
  readonly isRight: (value: unknown) => boolean;
  /** What is right, in words. */
  readonly expected: string;
  /** What to do where it is not. */
  readonly advice: string;
}

export interface Verdicts {
  readonly broken: (where: { readonly urn: string }, message: string) => Violation;
  readonly unknown: (where: { readonly urn: string }, path: string) => Violation;
  /** The verdict on one property, which may be unknown. */
  readonly expect: (
    resource: CheckedResource,
    path: string,
    expectation: Expectation,
  ) => readonly Violation[];
}

/** How a rule says what it found. */
export function verdictsOf(rule: string): Verdicts {
  const broken: Verdicts["broken"] = ({ urn }, message) => ({ kind: "broken", rule, urn, message });
  const unknown: Verdicts["unknown"] = ({ urn }, path) => ({
    kind: "unknown",
    rule,
    urn,
    message: `${path}: cannot be judged before deployment, as its value is not known yet.`,
  });
  return {
    broken,
    unknown,
    expect: (resource, path, { isRight, expected, advice }) => {
      const value = at(resource.props, path);
      if (isUnknown(value)) return [unknown(resource, path)];
      if (isRight(value)) return [];
      return [broken(resource, `${path}: expected ${expected}, found ${show(value)}. ${advice}`)];
    },
  };
}

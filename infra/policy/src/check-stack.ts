import type { CheckedResource, Violation } from "./model.ts";
import { RULES } from "./rules.ts";

interface CheckOptions {
  /** Whether a rule is broken that cannot be judged before the deployment: a value that it asks for is not known yet. */
  readonly unknown: "fail" | "skip";
}

/** Everything that is wrong with the resources of one stack. */
export function checkStack(
  resources: readonly CheckedResource[],
  options: CheckOptions,
): readonly Violation[] {
  const found = RULES.flatMap((rule) => rule.check(resources));
  return options.unknown === "fail" ? found : found.filter(({ kind }) => kind === "broken");
}

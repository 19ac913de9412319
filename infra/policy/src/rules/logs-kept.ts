import type { CheckedResource, Rule, Violation } from "../model.ts";
import { at, isUnknown, ofType, show } from "../values.ts";
import { verdictsOf } from "../verdicts.ts";

const name = "logs-kept";
const { broken, expect, unknown } = verdictsOf(name);

const GROUP = "aws:cloudwatch/logGroup:LogGroup";
const PATH = "loggingConfig.logGroup";

/** Lambda makes a group of its own where it is given none: with neither retention nor tags, and it stays behind. */
export const logsKept: Rule = {
  name,
  description:
    "Each function writes to a log group of the stack, and each group says how long it keeps logs.",
  check: (stack) => [
    ...ofType(stack, GROUP).flatMap((group) =>
      expect(group, "retentionInDays", {
        isRight: (value) => typeof value === "number" && value >= 1,
        expected: "a number of days",
        advice: "Without it logs are kept, and paid for, for ever.",
      }),
    ),
    ...ofType(stack, "aws:lambda/function:Function").flatMap((fn) =>
      functionProblems(fn, ofType(stack, GROUP)),
    ),
  ],
};

function functionProblems(fn: CheckedResource, groups: readonly CheckedResource[]): readonly Violation[] {
  const wanted = at(fn.props, PATH);
  if (isUnknown(wanted)) return [unknown(fn, PATH)];
  const names = groups.map(({ props }) => at(props, "name"));
  if (wanted !== undefined && names.includes(wanted)) return [];
  // A group without a name gets one in the deployment.
  const mayMatch = wanted !== undefined && names.some((found) => found === undefined || isUnknown(found));
  if (mayMatch) return [unknown(fn, PATH)];
  return [
    broken(
      fn,
      `${PATH}: expected the name of a log group of this stack, found ${show(wanted)}. Add an aws.cloudwatch.LogGroup and name it here.`,
    ),
  ];
}

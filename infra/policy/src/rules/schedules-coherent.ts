import { functionsAt } from "../functions.ts";
import type { CheckedResource, Rule, Violation } from "../model.ts";
import { at, isUnknown, ofType, show } from "../values.ts";
import { verdictsOf } from "../verdicts.ts";

const name = "schedules-coherent";
const { broken, expect, unknown } = verdictsOf(name);

const SECONDS: Readonly<Record<string, number>> = { minute: 60, hour: 3600, day: 86_400 };
const AGE = "target.retryPolicy.maximumEventAgeInSeconds";

/**
 * Unless told otherwise Scheduler repeats a call for a day and Lambda for six hours: after an outage all the calls that
 * were missed would come at once.
 */
export const schedulesCoherent: Rule = {
  name,
  description: "A scheduled call that has not come through is given up when the next one is due.",
  check: (stack) =>
    ofType(stack, "aws:scheduler/schedule:Schedule").flatMap((schedule) => {
      const expression = at(schedule.props, "scheduleExpression");
      if (isUnknown(expression)) return [unknown(schedule, "scheduleExpression")];
      const periodSeconds = periodOf(String(expression));
      return [
        ...expect(schedule, AGE, {
          isRight: (value) => typeof value === "number" && value <= periodSeconds,
          expected: isFinite(periodSeconds)
            ? `at most ${periodSeconds}, the time between two calls`
            : "a number of seconds",
          advice: "Without it calls that are late are repeated for a day.",
        }),
        ...deliveryProblems(stack, schedule, periodSeconds),
      ];
    }),
};

/** Infinite where calls do not come at a fixed rate. */
function periodOf(expression: string): number {
  const [, count, unit = ""] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  return Number(count) * (SECONDS[unit] ?? 0) || Infinity;
}

/** Scheduler only hands the call to Lambda, which goes on repeating it by settings of its own. */
function deliveryProblems(
  stack: readonly CheckedResource[],
  schedule: CheckedResource,
  periodSeconds: number,
): readonly Violation[] {
  const target = at(schedule.props, "target.arn");
  const configs = ofType(stack, "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig");
  return functionsAt(stack, target).flatMap(({ fn, reached }) => {
    const own = configs.filter(({ props }) =>
      functionsAt([fn], at(props, "functionName")).some((match) => match.reached === "yes"),
    );
    const ages = own.map(({ props }) => at(props, "maximumEventAgeInSeconds"));
    if (ages.some((age) => typeof age === "number" && age <= periodSeconds)) return [];
    const isOpen =
      reached === "unknown" ||
      ages.some(isUnknown) ||
      configs.some(({ props }) => isUnknown(at(props, "functionName")));
    if (isOpen) return [unknown(schedule, "target.arn")];
    const limit = isFinite(periodSeconds) ? `at most ${periodSeconds}` : "set";
    return [
      broken(
        schedule,
        `target.arn: expected a FunctionEventInvokeConfig of ${show(at(fn.props, "name"))} with maximumEventAgeInSeconds ${limit}, ` +
          `found ${ages.length === 0 ? "none" : ages.map(show).join(", ")}. Add one, or shorten the age.`,
      ),
    ];
  });
}

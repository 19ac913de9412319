import { isReached, variableOf } from "../functions.ts";
import type { CheckedResource, Rule, Violation } from "../model.ts";
import { at, isUnknown, ofType, show } from "../values.ts";
import { verdictsOf } from "../verdicts.ts";

const name = "concurrency-coherent";
const { broken, unknown, expect } = verdictsOf(name);

const PROVISIONED = "SWITCHYARD_PROVISIONED_CONCURRENCY";
const CONTROLLED = "SWITCHYARD_FUNCTION_NAME";
/** A rollout keeps the old and the new version warm. */
const WARM_VERSIONS = 2;

export const concurrencyCoherent: Rule = {
  name,
  description: "A reservation holds what the controller keeps ready; ready environments belong to a version.",
  check: (stack) => [
    ...ofType(stack, "aws:lambda/function:Function").flatMap((fn) => reservationProblems(stack, fn)),
    // Lambda refuses provisioned concurrency on an alias with weights, and moves the weights of one that has some.
    ...ofType(stack, "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig").flatMap(
      (config) =>
        expect(config, "qualifier", {
          isRight: (value) => typeof value === "string" && /^\d+$/.test(value),
          expected: "a version number",
          advice: "An alias with provisioned concurrency cannot be weighted.",
        }),
    ),
  ],
};

function reservationProblems(stack: readonly CheckedResource[], fn: CheckedResource): readonly Violation[] {
  const path = "reservedConcurrentExecutions";
  const reserved = at(fn.props, path);
  // -1 = no reservation.
  if (reserved === undefined || reserved === -1) return [];
  const controllers = ofType(stack, "aws:lambda/function:Function").filter(
    (other) => variableOf(other, PROVISIONED) !== undefined,
  );
  return controllers.flatMap((controller) => {
    const reached = isReached(fn, [variableOf(controller, CONTROLLED)]);
    const provisioned = variableOf(controller, PROVISIONED);
    if (reached === "no" || provisioned === "0") return [];
    if (isUnknown(reserved)) return [unknown(fn, path)];
    const needed = WARM_VERSIONS * Number(provisioned);
    if (Number(reserved) >= needed) return [];
    if (reached === "unknown" || isUnknown(provisioned)) {
      const variable = isUnknown(provisioned) ? PROVISIONED : CONTROLLED;
      return [unknown(fn, `${path} (${variable} of ${controller.name})`)];
    }
    return [
      broken(
        fn,
        `${path}: expected at least ${needed} (${controller.name} keeps ${show(provisioned)} ready on each of ${WARM_VERSIONS} versions), found ${show(reserved)}. ` +
          "Reserve more, or keep fewer ready.",
      ),
    ];
  });
}

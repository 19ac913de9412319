import type { Rule } from "../model.ts";
import { at, isUnknown, ofType, show } from "../values.ts";
import { verdictsOf } from "../verdicts.ts";

const name = "alias-left-alone";
const { broken, unknown } = verdictsOf(name);

const CONTROLLERS = ["functionVersion", "routingConfig"];

/** A deployment that moves the alias would put a rolled-back version into service again. */
export const aliasLeftAlone: Rule = {
  name,
  description: "The program makes an alias and never moves it: the rollout controller does.",
  check: (stack) =>
    ofType(stack, "aws:lambda/alias:Alias").flatMap((alias) => {
      const missing = CONTROLLERS.filter((property) => !alias.ignoreChanges.includes(property));
      const routing = at(alias.props, "routingConfig");
      return [
        ...missing.map((property) =>
          broken(
            alias,
            `ignoreChanges: expected ${property} in it, found ${show(alias.ignoreChanges)}. Add it: the rollout controller moves the alias.`,
          ),
        ),
        ...(isUnknown(routing) ? [unknown(alias, "routingConfig")] : []),
        ...(isUnknown(routing) || routing === undefined
          ? []
          : [
              broken(
                alias,
                `routingConfig: expected nothing, found ${show(routing)}. Leave the weights to the rollout controller.`,
              ),
            ]),
      ];
    }),
};

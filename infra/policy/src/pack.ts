/** The rules as `pulumi up --policy-pack` takes them. */
import { type Policies, PolicyPack, type StackValidationPolicy } from "@pulumi/policy";
import type { Rule } from "./model.ts";
import { checkedResource } from "./policy-resource.ts";
import { RULES } from "./rules.ts";

const mandatory = RULES.map(
  (rule): StackValidationPolicy => ({
    name: rule.name,
    description: rule.description,
    enforcementLevel: "mandatory",
    validateStack: ({ resources }, report) => {
      const found = rule.check(resources.map(checkedResource));
      for (const { kind, urn, message } of found) if (kind === "broken") report(message, urn);
    },
  }),
);

/** A preview of a new stack knows little: it goes on, says what it could not judge, and the deployment judges it. */
const advisory: StackValidationPolicy = {
  name: "judged-later",
  description: "Some rules cannot be judged before the deployment.",
  enforcementLevel: "advisory",
  validateStack: ({ resources }, report) => {
    const stack = resources.map(checkedResource);
    for (const line of RULES.flatMap((rule) => openValues(rule, rule.check(stack)))) report(line);
  },
};

function openValues(rule: Rule, found: ReturnType<Rule["check"]>): readonly string[] {
  const count = found.filter(({ kind }) => kind === "unknown").length;
  if (count === 0) return [];
  const values = count === 1 ? "1 of its values is" : `${count} of its values are`;
  return [`${rule.name}: ${values} not known yet; the deployment judges ${count === 1 ? "it" : "them"}.`];
}

const policies: Policies = [...mandatory, advisory];

new PolicyPack("switchyard", { policies });

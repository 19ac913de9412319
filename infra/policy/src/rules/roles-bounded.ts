import type { Rule } from "../model.ts";
import { projectOf, stackOf } from "../urn.ts";
import { ofType } from "../values.ts";
import { verdictsOf } from "../verdicts.ts";

const name = "roles-bounded";
const { expect } = verdictsOf(name);

/** Who deploys a stage makes its roles: the boundary keeps him from making one that may more than he himself. */
export const rolesBounded: Rule = {
  name,
  description: "Each role of a deployed stage has the foundation's permissions boundary.",
  check: (stack) =>
    ofType(stack, "aws:iam/role:Role")
      .filter(({ urn }) => projectOf(urn) === "switchyard-router" && stackOf(urn) !== "local")
      .flatMap((role) =>
        expect(role, "permissionsBoundary", {
          isRight: (value) => typeof value === "string" && /^arn:[^:]+:iam::\d{12}:policy\/./.test(value),
          expected: "the ARN of a managed policy of the account",
          advice: "Deploy switchyard-foundation, whose output boundaryArn it is.",
        }),
      ),
};

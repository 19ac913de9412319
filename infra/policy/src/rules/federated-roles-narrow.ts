import type { Rule } from "../model.ts";
import { readDocument, type Statement } from "../policy-document.ts";
import { at, ofType } from "../values.ts";
import { verdictsOf } from "../verdicts.ts";

const name = "federated-roles-narrow";
const { broken, unknown } = verdictsOf(name);

/** `repo:owner/repo:...` or `repo:owner@1/repo@2:...`: owner and repository in full, and something behind them. */
const ONE_REPOSITORY = /^repo:[^*?/:]+\/[^*?/:]+:[^*?]*[^*?:]/;

/** GitHub signs tokens for every repository in the world: the role must say whose it takes. */
export const federatedRolesNarrow: Rule = {
  name,
  description:
    "A role for an identity provider names the repository, and the audience, whose tokens it takes.",
  check: (stack) =>
    ofType(stack, "aws:iam/role:Role").flatMap((role) => {
      const document = readDocument(at(role.props, "assumeRolePolicy"));
      // A missing or malformed policy is reported by no-public-policies or refused by AWS.
      if (document.kind === "unknown") return [unknown(role, "assumeRolePolicy")];
      if (document.kind !== "read") return [];
      return document.statements
        .filter((statement) => isFederated(statement))
        .flatMap((statement) =>
          [
            ["sub", "owner, repository and what follows them", ONE_REPOSITORY] as const,
            ["aud", "an audience", /^[^*?]+$/] as const,
          ]
            .filter(([claim, , form]) => !hasClaim(statement, claim, form))
            .map(([claim, expected]) =>
              broken(
                role,
                `assumeRolePolicy, ${statement.label}: expected a StringEquals or StringLike condition on :${claim} with ${expected}, found none. ` +
                  "Without it anybody's workflow may take on the role.",
              ),
            ),
        );
    }),
};

function isFederated({ effect, principals }: Statement): boolean {
  return (
    effect === "Allow" &&
    principals.some(({ type, id }) => type === "Federated" && id.includes("oidc-provider/"))
  );
}

function hasClaim({ conditions }: Statement, claim: string, form: RegExp): boolean {
  return conditions.some(
    ({ operator, key, values }) =>
      (operator === "StringEquals" || operator === "StringLike") &&
      key.endsWith(`:${claim}`) &&
      values.length > 0 &&
      values.every((value) => form.test(value)),
  );
}

import { type IdentityPolicy, identityPoliciesOf, managedPoliciesOf } from "../identity-policies.ts";
import type { CheckedResource, Rule, Violation } from "../model.ts";
import type { Statement } from "../policy-document.ts";
import { fits, type ReviewedWildcard } from "../reviewed-wildcards.ts";
import { projectOf, rootOf } from "../urn.ts";
import { isUnknown } from "../values.ts";
import { verdictsOf } from "../verdicts.ts";

const name = "no-wildcards";
const { broken, unknown } = verdictsOf(name);
const LIST = "infra/policy/src/reviewed-wildcards.ts";

/** All versions and aliases of one function, and all streams of one log group: these are parts of one named thing. */
const WHOLE_THING =
  /^arn:[^:*?]+:(lambda:[^:*?]+:\d+:function:[^:*?]+:\*|logs:[^:*?]+:\d+:log-group:[^:*?]+:(log-stream:)?\*)$/;

/** The rule over a list of reviewed wildcards, which must itself be up to date. */
export function noWildcards(reviews: readonly ReviewedWildcard[]): Rule {
  return {
    name,
    description: "A policy names what may be done with which resources; every wildcard has been reviewed.",
    check: (stack) => {
      const policies = identityPoliciesOf(stack);
      return [
        ...policies.flatMap((policy) => policyProblems(policy, reviews)),
        ...managedProblems(stack),
        ...staleReviews(stack, policies, reviews),
      ];
    },
  };
}

/** Reviews that none of the stacks needs. Over all stacks, those with the settings named in `onlyWith` included. */
export function unusedReviews(
  stacks: readonly CheckedResource[],
  reviews: readonly ReviewedWildcard[],
): readonly ReviewedWildcard[] {
  const policies = identityPoliciesOf(stacks);
  return reviews.filter((review) => !isUsed(review, policies));
}

function policyProblems(
  { resource, path, document }: IdentityPolicy,
  reviews: readonly ReviewedWildcard[],
): readonly Violation[] {
  switch (document.kind) {
    case "unknown":
      return [unknown(resource, path)];
    case "absent":
      return [broken(resource, `${path}: expected a policy, found nothing. Say what is allowed.`)];
    case "malformed":
      return [broken(resource, `${path}: ${document.problem}.`)];
    case "read":
      return document.statements
        .filter(({ effect }) => effect === "Allow")
        .flatMap((statement) =>
          statementProblems(statement, (action, of) =>
            reviews.some((review) => isAbout(review, resource) && covers(review, action, of)),
          ).map((problem) => broken(resource, `${path}, ${statement.label}: ${problem}`)),
        );
  }
}

function statementProblems(
  { actions, resources, negations }: Statement,
  isReviewed: (action: string, resource: string) => boolean,
): readonly string[] {
  if (negations.length > 0) {
    return [
      `expected what is allowed, found ${negations.join(" and ")}, which allows all but something. Name it with Action and Resource.`,
    ];
  }
  if (actions.length === 0 || resources.length === 0) {
    return ["expected actions and resources, found a statement without. Name both."];
  }
  return resources.flatMap((resource) => {
    const wild = actions.filter((action) => isWild(action, resource) && !isReviewed(action, resource));
    if (wild.length === 0) return [];
    return [
      `expected named actions on named resources, found ${wild.join(", ")} on ${resource}. ` +
        `Name them, or add the reason for the wildcard to ${LIST}.`,
    ];
  });
}

function isWild(action: string, resource: string): boolean {
  return /[*?]/.test(action) || (/[*?]/.test(resource) && !WHOLE_THING.test(resource));
}

function managedProblems(stack: readonly CheckedResource[]): readonly Violation[] {
  return managedPoliciesOf(stack).flatMap(({ resource, path, arn }) => {
    if (isUnknown(arn)) return [unknown(resource, path)];
    if (!/^arn:[^:]+:iam::aws:policy\//.test(String(arn))) return [];
    return [
      broken(
        resource,
        `${path}: expected a policy of ours, found ${String(arn)}. Policies of AWS allow their actions on all resources: write down what is needed.`,
      ),
    ];
  });
}

function staleReviews(
  stack: readonly CheckedResource[],
  policies: readonly IdentityPolicy[],
  reviews: readonly ReviewedWildcard[],
): readonly Violation[] {
  const [first] = stack;
  if (first === undefined) return [];
  const root = { urn: rootOf(first.urn) };
  return (
    reviews
      .filter(({ project, onlyWith }) => onlyWith === undefined && project === projectOf(first.urn))
      .filter((review) => !isUsed(review, policies))
      // A policy that is unknown is reported itself.
      .filter(
        (review) =>
          !policies.some(
            ({ resource, document }) => document.kind === "unknown" && isAbout(review, resource),
          ),
      )
      .map(({ policies: names, actions, resource }) =>
        broken(
          root,
          `${LIST}: expected a use of the entry for ${actions.join(", ")} on ${resource} in ${names.join(", ")}, found none. Remove it.`,
        ),
      )
  );
}

function isUsed(review: ReviewedWildcard, policies: readonly IdentityPolicy[]): boolean {
  return policies.some(
    ({ resource, document }) =>
      isAbout(review, resource) &&
      document.kind === "read" &&
      document.statements.some(
        ({ effect, actions, resources }) =>
          effect === "Allow" && actions.some((action) => resources.some((of) => covers(review, action, of))),
      ),
  );
}

function isAbout(review: ReviewedWildcard, { urn, name: policy }: CheckedResource): boolean {
  return review.project === projectOf(urn) && review.policies.some((form) => fits(form, policy));
}

function covers(review: ReviewedWildcard, action: string, resource: string): boolean {
  return review.actions.includes(action) && fits(review.resource, resource);
}

import { describe, expect, it } from "vitest";
import { fits, REVIEWED_WILDCARDS, type ReviewedWildcard } from "./reviewed-wildcards.ts";
import { noWildcards, unusedReviews } from "./rules/no-wildcards.ts";
import { ROUTER_STACK } from "./testdata/clean-stacks.ts";
import { statements, withProps } from "./testdata/stack.ts";

const REVIEW: ReviewedWildcard = {
  project: "switchyard-router",
  policies: ["router-policy"],
  actions: ["lambda:*"],
  resource: "arn:<partition>:lambda:<region>:<account>:function:switchyard-<stage>-*",
  reason: "An example.",
};
const own = (resource: string) =>
  withProps(ROUTER_STACK, "router-policy", {
    policy: statements({ Sid: "Own", Effect: "Allow", Action: "lambda:*", Resource: resource }),
  });

describe("fits", () => {
  it("takes one value for a placeholder, and everything else literally", () => {
    const form = "arn:<partition>:lambda:<region>:<account>:function:switchyard-<stage>-*";
    expect(fits(form, "arn:aws-cn:lambda:cn-north-1:111122223333:function:switchyard-dev-*")).toBe(true);
    expect(fits(form, "arn:aws:lambda:us-east-1:111122223333:function:switchyard-dev-router")).toBe(false);
    expect(fits(form, "arn:aws:lambda:*:111122223333:function:switchyard-dev-*")).toBe(false);
    expect(fits(form, "arn:aws:lambda:us-east-1:*:function:switchyard-dev-*")).toBe(false);
    expect(fits("*", "arn:aws:s3:::one")).toBe(false);
  });
});

describe("a reviewed wildcard", () => {
  it("passes where it was reviewed, and in no other policy", () => {
    const rule = noWildcards([...REVIEWED_WILDCARDS, REVIEW]);
    const resource = "arn:aws:lambda:us-east-1:111122223333:function:switchyard-dev-*";
    expect(rule.check(own(resource))).toEqual([]);
    const elsewhere = noWildcards([...REVIEWED_WILDCARDS, { ...REVIEW, policies: ["other-policy"] }]);
    expect(elsewhere.check(own(resource)).map(({ message }) => message)).toEqual([
      "policy, statement Own: expected named actions on named resources, found lambda:* on arn:aws:lambda:us-east-1:111122223333:function:switchyard-dev-*. Name them, or add the reason for the wildcard to infra/policy/src/reviewed-wildcards.ts.",
      "infra/policy/src/reviewed-wildcards.ts: expected a use of the entry for lambda:* on arn:<partition>:lambda:<region>:<account>:function:switchyard-<stage>-* in other-policy, found none. Remove it.",
    ]);
  });

  it("says why there is no narrower form", () => {
    for (const { reason } of REVIEWED_WILDCARDS) expect(reason).toMatch(/^[A-Z].{20,}\.$/);
  });
});

describe("unusedReviews", () => {
  it("finds the reviews that no stack needs, those of a setting included", () => {
    const ofRouter = REVIEWED_WILDCARDS.filter(({ project }) => project === "switchyard-router");
    expect(unusedReviews(ROUTER_STACK, ofRouter).map(({ onlyWith }) => onlyWith)).toEqual([
      "function.tracing",
      "function.vpc",
    ]);
  });
});

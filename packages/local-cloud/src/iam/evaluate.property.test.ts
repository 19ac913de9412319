import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate } from "./evaluate.ts";
import type { PolicyDocument } from "./policy.ts";
import { parsePolicy } from "./policy.ts";

const ACTIONS = ["lambda:InvokeFunction", "lambda:GetFunction", "logs:PutLogEvents"];
const RESOURCES = [
  "arn:aws:lambda:us-east-1:000000000000:function:a",
  "arn:aws:lambda:us-east-1:000000000000:function:a:1",
  "*",
];
const CONTEXT = { "aws:principalarn": ["arn:aws:iam::000000000000:role/r"], "aws:absent": [] };

// Two conditions that meet are rare among a hundred.
const RUNS = { numRuns: 2000 };

const patterns = (options: readonly string[]) => fc.subarray([...options], { minLength: 1 });
const condition = fc.constantFrom(
  undefined,
  { StringLike: { "aws:PrincipalArn": "*role/r" } },
  { StringEquals: { "aws:absent": "x" } },
  { StringNotEquals: { "aws:absent": "x" } },
  { Bool: { "no:such": "true" } },
);
const statement = (effect: "Allow" | "Deny") =>
  fc
    .record({
      actionKey: fc.constantFrom("Action", "NotAction"),
      actions: patterns([...ACTIONS, "lambda:*", "*", "logs:Put*"]),
      resourceKey: fc.constantFrom("Resource", "NotResource"),
      resources: patterns([...RESOURCES, "arn:aws:lambda:*:*:function:a*"]),
      condition,
    })
    .map((parts) => ({
      Effect: effect,
      [parts.actionKey]: parts.actions,
      [parts.resourceKey]: parts.resources,
      ...(parts.condition === undefined ? {} : { Condition: parts.condition }),
    }));
const policy = (effect: "Allow" | "Deny") =>
  fc
    .array(statement(effect), { minLength: 1, maxLength: 3 })
    .map((statements) =>
      parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: statements }), "identity"),
    );
const request = fc.record({
  action: fc.constantFrom(...ACTIONS),
  resource: fc.constantFrom(...RESOURCES),
  context: fc.constant(CONTEXT),
});

/** Splits a policy so that its statements can be put in another order. */
const singles = (policies: readonly PolicyDocument[]) =>
  policies.flatMap(({ statements }) => statements.map((each) => ({ statements: [each] })));

describe("evaluate", () => {
  it("never widens by one more Deny", () => {
    fc.assert(
      fc.property(policy("Allow"), policy("Deny"), policy("Deny"), request, (allow, deny, more, asked) => {
        const before = evaluate([allow, deny], asked).kind;
        const after = evaluate([allow, deny, more], asked).kind;
        expect(after === "allowed" && before !== "allowed").toBe(false);
      }),
      RUNS,
    );
  });

  it("never narrows by one more Allow", () => {
    fc.assert(
      fc.property(policy("Allow"), policy("Deny"), policy("Allow"), request, (allow, deny, more, asked) => {
        const before = evaluate([allow, deny], asked).kind;
        const after = evaluate([allow, deny, more], asked).kind;
        expect(before === "allowed" && after !== "allowed").toBe(false);
      }),
      RUNS,
    );
  });

  it("does not depend on the order of statements", () => {
    fc.assert(
      fc.property(policy("Allow"), policy("Deny"), request, (allow, deny, asked) => {
        const inOrder = singles([allow, deny]);
        expect(evaluate(inOrder.toReversed(), asked).kind).toBe(evaluate(inOrder, asked).kind);
      }),
      RUNS,
    );
  });

  it("allows nothing by Deny statements alone", () => {
    fc.assert(
      fc.property(policy("Deny"), request, (deny, asked) => {
        expect(evaluate([deny], asked).kind).not.toBe("allowed");
      }),
    );
  });
});

import type { Rule } from "../model.ts";
import { at, isUnknown, ofType } from "../values.ts";
import { verdictsOf } from "../verdicts.ts";

const name = "api-asks-for-a-key";
const { expect, unknown } = verdictsOf(name);

/** Quotas and the cache tell callers apart by what they show. */
export const apiAsksForAKey: Rule = {
  name,
  description: "Each method of the API asks who calls: by an authorisation or by an API key.",
  check: (stack) =>
    ofType(stack, "aws:apigateway/method:Method").flatMap((method) => {
      const authorization = at(method.props, "authorization") ?? "NONE";
      const keyProblems = expect(method, "apiKeyRequired", {
        isRight: (value) => value === true,
        expected: "true where authorization is NONE",
        advice: "Ask for an API key, or for an authorisation.",
      });
      if (isUnknown(authorization)) {
        return keyProblems.length === 0 ? [] : [unknown(method, "authorization")];
      }
      return authorization === "NONE" ? keyProblems : [];
    }),
};

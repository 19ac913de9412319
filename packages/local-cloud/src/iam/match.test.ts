import { describe, expect, it } from "vitest";
import { matchesAction, matchesArn, matchesResource, matchesText } from "./match.ts";

const ARN = "arn:aws:lambda:us-east-1:000000000000:function";

describe("matchesAction", () => {
  it.each([
    ["*", "lambda:InvokeFunction", true],
    ["lambda:*", "lambda:InvokeFunction", true],
    ["LAMBDA:invokefunction", "lambda:InvokeFunction", true],
    ["lambda:Invoke*", "lambda:InvokeFunction", true],
    ["lambda:*Function", "lambda:InvokeFunction", true],
    ["lambda:InvokeFunctio?", "lambda:InvokeFunction", true],
    ["lambda:InvokeFunction?", "lambda:InvokeFunction", false],
    ["lambda:Invoke", "lambda:InvokeFunction", false],
    ["lambda:InvokeFunction", "lambda:InvokeFunctionUrl", false],
    ["lambda.InvokeFunction", "lambda:InvokeFunction", false],
    ["s3:*", "lambda:InvokeFunction", false],
  ])("%s against %s is %s", (pattern, action, expected) => {
    expect(matchesAction(pattern, action)).toBe(expected);
  });
});

describe("matchesResource", () => {
  it.each([
    ["*", "anything", true],
    [`${ARN}:router`, `${ARN}:router`, true],
    [`${ARN}:router`, `${ARN}:router2`, false],
    [`${ARN}:router`, `${ARN}:Router`, false],
    [`${ARN}:router`, `${ARN}:router:live`, false],
    [`${ARN}:router*`, `${ARN}:router2`, true],
    // A star at the end of a segment goes on beyond the colon.
    [`${ARN}:router*`, `${ARN}:router:live`, true],
    [`${ARN}:router:*`, `${ARN}:router`, false],
    [`${ARN}:*`, `${ARN}:router:live`, true],
    ["arn:aws:lambda:*:000000000000:function:router", `${ARN}:router`, true],
    // A star within a segment and a question mark do not.
    [`${ARN}:r*r`, `${ARN}:router`, true],
    [`${ARN}:r*e`, `${ARN}:router:live`, false],
    [`${ARN}:router?live`, `${ARN}:router:live`, false],
    [`${ARN}:route?`, `${ARN}:router`, true],
    ["arn:aws:s3:::bucket/*/x", "arn:aws:s3:::bucket/a/b/x", true],
    ["arn:aws:s3:::bucket/*/x", "arn:aws:s3:::bucket/x", false],
    ["arn:aws:s3:::a.b", "arn:aws:s3:::axb", false],
    ["arn:aws:s3:::a**b", "arn:aws:s3:::ab", true],
  ])("%s against %s is %s", (pattern, arn, expected) => {
    expect(matchesResource(pattern, arn)).toBe(expected);
  });
});

describe("matchesArn", () => {
  it.each([
    [`${ARN}:router`, `${ARN}:router`, true],
    ["arn:aws:lambda:*:*:function:*", `${ARN}:router:live`, true],
    ["arn:aws:*:router", `${ARN}:router`, false],
    ["arn:aws:lambda:us-*:function:router", `${ARN}:router`, false],
    ["*", `${ARN}:router`, false],
    [`${ARN}:router`, "router", false],
  ])("%s against %s is %s", (pattern, arn, expected) => {
    expect(matchesArn(pattern, arn)).toBe(expected);
  });
});

it("decides a pattern of many stars at once", () => {
  expect(matchesText("*a".repeat(100), "a".repeat(5000) + "b")).toBe(false);
  expect(matchesText("*a".repeat(100), "a".repeat(5000))).toBe(true);
});

import { describe, expect, it } from "vitest";
import { parseFunctionName } from "./function-names.ts";
import { lambdaPermissions } from "./permissions.ts";

const ARN = "arn:aws:lambda:us-east-1:000000000000:function:f";

describe("lambdaPermissions", () => {
  it.each([
    ["Invoke", { FunctionName: "f" }, "lambda:InvokeFunction", ARN],
    ["Invoke", { FunctionName: "f", Qualifier: "live" }, "lambda:InvokeFunction", `${ARN}:live`],
    ["Invoke", { FunctionName: `${ARN}:live` }, "lambda:InvokeFunction", `${ARN}:live`],
    ["GetFunction", { FunctionName: "f:1" }, "lambda:GetFunction", `${ARN}:1`],
    ["UpdateAlias", { FunctionName: "f", Name: "live" }, "lambda:UpdateAlias", ARN],
    ["GetAlias", { FunctionName: "f", Name: "live" }, "lambda:GetAlias", ARN],
    ["PublishVersion", { FunctionName: "f" }, "lambda:PublishVersion", ARN],
    ["ListFunctions", {}, "lambda:ListFunctions", "*"],
    ["ListTags", { Resource: ARN }, "lambda:ListTags", ARN],
  ])("asks for the right of %s %o", (operation, input, action, resource) => {
    expect(lambdaPermissions("us-east-1", operation, input)).toEqual([{ action, resource }]);
  });

  it("asks for the right to pass a role too", () => {
    expect(lambdaPermissions("us-east-1", "CreateFunction", { FunctionName: "f", Role: "r" })).toEqual([
      { action: "lambda:CreateFunction", resource: ARN },
      { action: "iam:PassRole", resource: "r" },
    ]);
  });

  it("knows nothing of other operations and of names that cannot be read", () => {
    expect(lambdaPermissions("us-east-1", "CreateEventSourceMapping", { FunctionName: "f" })).toBeUndefined();
    expect(lambdaPermissions("us-east-1", "Invoke", { FunctionName: "a b" })).toBeUndefined();
    expect(lambdaPermissions("us-east-1", "Invoke", {})).toBeUndefined();
  });
});

describe("parseFunctionName", () => {
  it.each(["", "a b", "f:a:b", "arn:aws:lambda:us-east-1:0:function:f", "x".repeat(65)])(
    "refuses %j",
    (name) => {
      expect(() => parseFunctionName(name, undefined, "us-east-1")).toThrow("'functionName'");
    },
  );

  it("does not find functions of another account or region", () => {
    for (const name of [ARN.replace("us-east-1", "eu-west-1"), ARN.replace("000000000000", "111111111111")]) {
      expect(() => parseFunctionName(name, undefined, "us-east-1")).toThrow(`Function not found: ${name}`);
    }
  });
});

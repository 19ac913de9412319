import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { arnLike } from "./resource-policy.ts";
import { openTestBed, refusal, type TestBed } from "./testing.ts";

let bed: TestBed;
beforeEach(async () => {
  bed = openTestBed();
  await bed.create("f", "exports.handler = async (event) => ({ got: event });", { Publish: true });
  await bed.lambda.operations.CreateAlias(
    { FunctionName: "f", Name: "live", FunctionVersion: "1" },
    ACCOUNT_CONTEXT,
  );
});
afterEach(() => bed.close());

const LIVE = "arn:aws:lambda:us-east-1:000000000000:function:f:live";
const API = "arn:aws:execute-api:us-east-1:000000000000:abc123";

const permit = (settings: object = {}) =>
  bed.lambda.operations.AddPermission(
    {
      FunctionName: "f",
      Qualifier: "live",
      StatementId: "api",
      Action: "lambda:InvokeFunction",
      Principal: "apigateway.amazonaws.com",
      SourceArn: `${API}/*/*`,
      ...settings,
    },
    ACCOUNT_CONTEXT,
  );
const call = (settings: object = {}) =>
  bed.lambda.invoker.invoke({
    functionArn: LIVE,
    payload: Buffer.from('{"a":1}'),
    principal: "apigateway.amazonaws.com",
    sourceArn: `${API}/local/POST/query`,
    ...settings,
  });

describe("the resource policy", () => {
  it("lets a service invoke on behalf of the source that it names", async () => {
    await permit();
    const result = await call();
    expect(JSON.parse(Buffer.from(result.payload).toString())).toEqual({ got: { a: 1 } });
    expect(result).toMatchObject({ executedVersion: "1" });
    expect(result).not.toHaveProperty("functionError");
  });

  it.each([
    ["no statement", undefined, {}],
    ["another service", {}, { principal: "events.amazonaws.com" }],
    ["another source", {}, { sourceArn: "arn:aws:execute-api:us-east-1:000000000000:zzz/local/POST/query" }],
    ["another account", { SourceArn: undefined, SourceAccount: "111111111111" }, {}],
    ["another action", { Action: "lambda:GetFunction" }, {}],
    ["a statement on the function, not on the alias", { Qualifier: undefined }, {}],
    ["an account as principal", { Principal: "000000000000" }, {}],
  ])("refuses with %s", async (_case, statement, settings) => {
    if (statement !== undefined) await permit(statement);
    expect(await refusal(call(settings))).toMatchObject({ code: "AccessDeniedException", httpStatus: 403 });
  });

  it("is shown as AWS writes it", async () => {
    await permit({ SourceAccount: "000000000000" });
    const { Policy } = await bed.lambda.operations.GetPolicy(
      { FunctionName: "f", Qualifier: "live" },
      ACCOUNT_CONTEXT,
    );
    expect(JSON.parse(Policy ?? "")).toEqual({
      Version: "2012-10-17",
      Id: "default",
      Statement: [
        {
          Sid: "api",
          Effect: "Allow",
          Principal: { Service: "apigateway.amazonaws.com" },
          Action: "lambda:InvokeFunction",
          Resource: LIVE,
          Condition: {
            ArnLike: { "AWS:SourceArn": `${API}/*/*` },
            StringEquals: { "AWS:SourceAccount": "000000000000" },
          },
        },
      ],
    });
  });

  it("refuses a statement id twice, and forgets one that is removed", async () => {
    await permit();
    expect((await refusal(permit())).code).toBe("ResourceConflictException");
    const target = { FunctionName: "f", Qualifier: "live" };
    await bed.lambda.operations.RemovePermission({ ...target, StatementId: "api" }, ACCOUNT_CONTEXT);
    expect((await refusal(call())).code).toBe("AccessDeniedException");
    expect((await refusal(bed.lambda.operations.GetPolicy(target, ACCOUNT_CONTEXT))).code).toBe(
      "ResourceNotFoundException",
    );
  });

  it("goes with the alias", async () => {
    await permit();
    const alias = { FunctionName: "f", Name: "live" };
    await bed.lambda.operations.DeleteAlias(alias, ACCOUNT_CONTEXT);
    await bed.lambda.operations.CreateAlias({ ...alias, FunctionVersion: "1" }, ACCOUNT_CONTEXT);
    expect((await refusal(call())).code).toBe("AccessDeniedException");
  });

  it.each([
    [{ FunctionUrlAuthType: "NONE" }, "FunctionUrlAuthType is not supported"],
    [{ PrincipalOrgID: "o-1234567890" }, "PrincipalOrgID is not supported"],
    [{ Principal: "somebody" }, "The provided principal was invalid"],
    [{ Action: "s3:GetObject" }, "Value 's3:GetObject' at 'action'"],
    [{ StatementId: "a b" }, "Value 'a b' at 'statementId'"],
  ])("refuses %o", async (settings, message) => {
    expect((await refusal(permit(settings))).message).toContain(message);
  });
});

describe("arnLike", () => {
  it.each([
    [
      "arn:aws:execute-api:us-east-1:1:abc/*/POST/query",
      "arn:aws:execute-api:us-east-1:1:abc/local/POST/query",
      true,
    ],
    ["arn:aws:execute-api:us-east-1:1:abc/*", "arn:aws:execute-api:us-east-1:1:abcd/local", false],
    ["arn:aws:execute-api:*:1:abc/?", "arn:aws:execute-api:us-east-1:1:abc/x", true],
    ["arn:aws:*:1:abc", "arn:aws:execute-api:us-east-1:1:abc", false],
    ["arn:aws:s3:::a.b", "arn:aws:s3:::aXb", false],
  ])("compares %s with %s: %s", (pattern, arn, expected) => {
    expect(arnLike(pattern, arn)).toBe(expected);
  });
});

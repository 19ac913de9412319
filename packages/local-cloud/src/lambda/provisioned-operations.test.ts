import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { openTestBed, refusal, type TestBed } from "./testing.ts";

let bed: TestBed;
beforeEach(async () => {
  bed = openTestBed();
  await bed.create("f", "exports.handler = async () => 1;", { Publish: true });
});
afterEach(() => bed.close());

const put = (Qualifier: string | undefined, count: number) =>
  bed.lambda.operations.PutProvisionedConcurrencyConfig(
    { FunctionName: "f", Qualifier, ProvisionedConcurrentExecutions: count },
    ACCOUNT_CONTEXT,
  );

describe("a request for provisioned concurrency", () => {
  it.each([
    ["$LATEST", 1, "cannot be applied to unpublished function versions."],
    [undefined, 1, "Qualifier is required"],
    ["1", 0, "Member must have value greater than or equal to 1"],
    ["1", 21, "The local cloud keeps at most 20 environments of a function ready; 21 would be needed."],
    ["7", 1, "Function not found: arn:aws:lambda:us-east-1:000000000000:function:f:7"],
    ["live", 1, "Cannot find alias arn: arn:aws:lambda:us-east-1:000000000000:function:f:live"],
  ])("for %s of %i environments is refused", async (qualifier, count, message) => {
    expect((await refusal(put(qualifier, count))).message).toContain(message);
  });

  it("must fit into the reserved concurrency, and the other way round", async () => {
    const reserve = (ReservedConcurrentExecutions: number) =>
      bed.lambda.operations.PutFunctionConcurrency(
        { FunctionName: "f", ReservedConcurrentExecutions },
        ACCOUNT_CONTEXT,
      );
    await reserve(2);
    expect((await refusal(put("1", 3))).message).toBe(
      "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function",
    );
    await put("1", 2);
    expect((await refusal(reserve(1))).message).toBe(
      "ReservedConcurrentExecutions should not be lower than function's total provisioned concurrency [2].",
    );
  });

  it("is listed with its function, and goes with its version", async () => {
    await put("1", 1);
    const list = () =>
      bed.lambda.operations.ListProvisionedConcurrencyConfigs({ FunctionName: "f" }, ACCOUNT_CONTEXT);
    expect((await list()).ProvisionedConcurrencyConfigs).toMatchObject([
      {
        FunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:f:1",
        RequestedProvisionedConcurrentExecutions: 1,
      },
    ]);
    await bed.lambda.operations.DeleteFunction({ FunctionName: "f", Qualifier: "1" }, ACCOUNT_CONTEXT);
    expect((await list()).ProvisionedConcurrencyConfigs).toEqual([]);
  });
});

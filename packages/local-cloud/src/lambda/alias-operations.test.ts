import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { pickVersion } from "./alias-operations.ts";
import { OTHER_ROLE, openTestBed, refusal, type TestBed } from "./testing.ts";

let bed: TestBed;
/** Versions 1, 2 and 3; version 3 has another role. */
beforeEach(async () => {
  bed = openTestBed();
  await bed.create("f", "exports.handler = async () => 1;", { Publish: true });
  for (const change of [{ Timeout: 4 }, { Role: OTHER_ROLE }]) {
    await bed.lambda.operations.UpdateFunctionConfiguration(
      { FunctionName: "f", ...change },
      ACCOUNT_CONTEXT,
    );
    await bed.lambda.operations.PublishVersion({ FunctionName: "f" }, ACCOUNT_CONTEXT);
  }
});
afterEach(() => bed.close());

const create = (settings: object = {}) =>
  bed.lambda.operations.CreateAlias(
    { FunctionName: "f", Name: "live", FunctionVersion: "1", ...settings },
    ACCOUNT_CONTEXT,
  );
const update = (settings: object) =>
  bed.lambda.operations.UpdateAlias({ FunctionName: "f", Name: "live", ...settings }, ACCOUNT_CONTEXT);
const weights = (AdditionalVersionWeights: Record<string, number>) => ({
  RoutingConfig: { AdditionalVersionWeights },
});

describe("aliases", () => {
  it("are shown with ARN, version and revision, and without routing when there is none", async () => {
    const { RevisionId, ...alias } = await create({ Description: "what callers use" });
    expect(alias).toEqual({
      AliasArn: "arn:aws:lambda:us-east-1:000000000000:function:f:live",
      Name: "live",
      FunctionVersion: "1",
      Description: "what callers use",
    });
    expect(RevisionId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("change only what an update names", async () => {
    await create({ Description: "d", ...weights({ "2": 0.1 }) });
    expect(await update({ Description: "e" })).toMatchObject({
      Description: "e",
      FunctionVersion: "1",
      RoutingConfig: { AdditionalVersionWeights: { "2": 0.1 } },
    });
    expect(await update(weights({ "2": 0.5 }))).toMatchObject({
      Description: "e",
      RoutingConfig: { AdditionalVersionWeights: { "2": 0.5 } },
    });
  });

  it("lose their weights with an empty map", async () => {
    await create(weights({ "2": 0.1 }));
    expect(await update(weights({}))).not.toHaveProperty("RoutingConfig");
  });

  it("refuse an update based on an old revision, and stay as they are", async () => {
    const { RevisionId } = await create();
    await update({ FunctionVersion: "2", RevisionId });
    expect(await refusal(update({ FunctionVersion: "1", RevisionId }))).toMatchObject({
      code: "PreconditionFailedException",
      httpStatus: 412,
    });
    const alias = await bed.lambda.operations.GetAlias({ FunctionName: "f", Name: "live" }, ACCOUNT_CONTEXT);
    expect(alias.FunctionVersion).toBe("2");
  });

  it.each([
    [weights({ "2": 0.1, "3": 0.1 }), "cannot be greater than 1"],
    [weights({ $LATEST: 0.1 }), "Value '$LATEST'"],
    [weights({ "2": 1.5 }), "Value '1.5'"],
    [weights({ "2": -0.1 }), "Value '-0.1'"],
    [weights({ "1": 0.1 }), "already included in routing configuration"],
    [weights({ "3": 0.1 }), "must have the same execution role"],
    [{ FunctionVersion: "$LATEST", ...weights({ "2": 0.1 }) }, "$LATEST is not supported for an alias"],
    [{ Name: "7" }, "Value '7' at 'name'"],
  ])("refuse %o", async (settings, message) => {
    const error = await refusal(create(settings));
    expect(error.code).toBe("InvalidParameterValueException");
    expect(error.message).toContain(message);
  });

  it.each([[{ FunctionVersion: "9" }], [weights({ "9": 0.1 })]])(
    "refuse a version that does not exist: %o",
    async (settings) => {
      expect(await refusal(create(settings))).toMatchObject({
        code: "ResourceNotFoundException",
        message: "Function not found: arn:aws:lambda:us-east-1:000000000000:function:f:9",
      });
    },
  );

  it("exist once by name and are listed by version", async () => {
    await create(weights({ "2": 0.1 }));
    await create({ Name: "next", FunctionVersion: "2" });
    expect((await refusal(create())).code).toBe("ResourceConflictException");
    const list = async (FunctionVersion?: string) => {
      const { Aliases } = await bed.lambda.operations.ListAliases(
        { FunctionName: "f", FunctionVersion },
        ACCOUNT_CONTEXT,
      );
      return Aliases?.map((alias) => alias.Name);
    };
    expect(await list()).toEqual(["live", "next"]);
    expect(await list("1")).toEqual(["live"]);
    expect(await list("3")).toEqual([]);
  });

  it("are named in the error when they do not exist", async () => {
    const call = bed.lambda.operations.GetAlias({ FunctionName: "f", Name: "gone" }, ACCOUNT_CONTEXT);
    expect(await refusal(call)).toMatchObject({
      code: "ResourceNotFoundException",
      message: "Cannot find alias arn: arn:aws:lambda:us-east-1:000000000000:function:f:gone",
    });
  });
});

describe("pickVersion", () => {
  const alias = { name: "live", description: "", revisionId: "r", functionVersion: "1" };

  it("gives the additional version exactly its share of an even spread", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), (permille) => {
        const draws = Array.from({ length: 1000 }, (_, index) =>
          pickVersion({ ...alias, weights: { "2": permille / 1000 } }, () => index / 1000),
        );
        expect(draws.filter((version) => version === "2").length).toBe(permille);
      }),
      { numRuns: 50 },
    );
  });

  it("needs no dice without weights", () => {
    const version = pickVersion({ ...alias, weights: {} }, () => {
      throw new Error("asked for a random number");
    });
    expect(version).toBe("1");
  });
});

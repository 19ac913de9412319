import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openStore } from "../store.ts";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { OTHER_ROLE, openTestBed, ROLE, refusal, type TestBed, zipOf } from "./testing.ts";

let bed: TestBed;
afterEach(() => bed.close());

const ECHO = "exports.handler = async (event) => event;";
const ARN = "arn:aws:lambda:us-east-1:000000000000:function:f";

function open(): TestBed["lambda"]["operations"] {
  bed = openTestBed();
  return bed.lambda.operations;
}

describe("CreateFunction", () => {
  it("answers with the configuration as AWS shows it", async () => {
    open();
    const created = await bed.create("f", ECHO, {
      MemorySize: 256,
      Timeout: 10,
      Environment: { Variables: { STAGE: "local" } },
      Architectures: ["arm64"],
      Description: "echo",
    });
    expect(created).toMatchObject({
      FunctionName: "f",
      FunctionArn: ARN,
      Role: ROLE,
      Version: "$LATEST",
      MemorySize: 256,
      Timeout: 10,
      Environment: { Variables: { STAGE: "local" } },
      Architectures: ["arm64"],
      Description: "echo",
      LastModified: "2026-01-02T03:04:05.000+0000",
      State: "Active",
      LastUpdateStatus: "Successful",
      PackageType: "Zip",
      LoggingConfig: { LogFormat: "Text", LogGroup: "/aws/lambda/f" },
    });
  });

  it("publishes version 1 when asked to", async () => {
    open();
    expect(await bed.create("f", ECHO, { Publish: true })).toMatchObject({
      Version: "1",
      FunctionArn: ARN,
    });
  });

  it.each([
    [{ MemorySize: 127 }, "Value '127' at 'memorySize'"],
    [{ MemorySize: 10_241 }, "less than or equal to 10240"],
    [{ Timeout: 0 }, "Value '0' at 'timeout'"],
    [{ Timeout: 901 }, "less than or equal to 900"],
    [{ Runtime: "python3.14" }, "nodejs22.x and nodejs24.x"],
    [{ Handler: undefined }, "Runtime and Handler are mandatory"],
    [{ Architectures: ["riscv"] }, "enum value set: [arm64, x86_64]"],
    [
      { Environment: { Variables: { AWS_REGION: "x", _HANDLER: "y" } } },
      "this request: AWS_REGION, _HANDLER",
    ],
    [{ Environment: { Variables: { "9X": "x" } } }, "Value '9X'"],
    [{ Environment: { Variables: { BIG: "x".repeat(4090) } } }, "exceeded the 4KB limit"],
    [{ Role: "arn:aws:iam::000000000000:role/nobody" }, "cannot be assumed by Lambda"],
    [{ Code: {} }, "Please provide ZipFile"],
    [{ Code: { S3Bucket: "b", S3Key: "k" } }, "S3Bucket is not supported"],
    [{ Layers: ["arn:aws:lambda:us-east-1:000000000000:layer:l:1"] }, "Layers is not supported"],
    [{ VpcConfig: { SubnetIds: ["subnet-1"] } }, "VpcConfig is not supported"],
    [{ SnapStart: { ApplyOn: "PublishedVersions" } }, "SnapStart is not supported"],
    [{ LoggingConfig: { ApplicationLogLevel: "INFO" } }, "set LogFormat to JSON"],
    [{ ImageConfig: { Command: ["x.y"] } }, "do not provide ImageConfig"],
  ])("refuses %o", async (settings, message) => {
    open();
    const error = await refusal(bed.create("f", ECHO, settings));
    expect(error.code).toBe("InvalidParameterValueException");
    expect(error.message).toContain(message);
    await expect(bed.lambda.operations.GetFunction({ FunctionName: "f" }, ACCOUNT_CONTEXT)).rejects.toThrow(
      `Function not found: ${ARN}`,
    );
  });

  it("accepts the empty shells that deployment tools send", async () => {
    open();
    const settings = {
      VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
      Layers: [],
      SnapStart: { ApplyOn: "None" },
    };
    expect(await bed.create("f", ECHO, settings)).toMatchObject({ State: "Active" });
  });

  it("refuses a second function of the same name", async () => {
    open();
    await bed.create("f", ECHO);
    expect(await refusal(bed.create("f", ECHO))).toMatchObject({
      code: "ResourceConflictException",
      httpStatus: 409,
      message: "Function already exist: f",
    });
  });
});

describe("UpdateFunctionConfiguration", () => {
  it("changes what the request names, and the revision", async () => {
    const operations = open();
    const created = await bed.create("f", ECHO, { Environment: { Variables: { AA: "1" } } });
    const updated = await operations.UpdateFunctionConfiguration(
      { FunctionName: "f", MemorySize: 512 },
      ACCOUNT_CONTEXT,
    );
    expect(updated).toMatchObject({ MemorySize: 512, Timeout: 3, Environment: { Variables: { AA: "1" } } });
    expect(updated.RevisionId).not.toBe(created.RevisionId);
  });

  it("refuses a revision that is not the latest", async () => {
    const operations = open();
    await bed.create("f", ECHO);
    const call = operations.UpdateFunctionConfiguration(
      { FunctionName: "f", MemorySize: 512, RevisionId: "old" },
      ACCOUNT_CONTEXT,
    );
    expect(await refusal(call)).toMatchObject({ code: "PreconditionFailedException", httpStatus: 412 });
  });
});

describe("PublishVersion", () => {
  it("makes no new version when nothing changed since the last", async () => {
    const operations = open();
    await bed.create("f", ECHO);
    const publish = () => operations.PublishVersion({ FunctionName: "f" }, ACCOUNT_CONTEXT);
    expect((await publish()).Version).toBe("1");
    expect((await publish()).Version).toBe("1");
    await operations.UpdateFunctionConfiguration({ FunctionName: "f", Timeout: 5 }, ACCOUNT_CONTEXT);
    expect((await publish()).Version).toBe("2");
  });

  it("keeps a version as it was when $LATEST changes", async () => {
    const operations = open();
    await bed.create("f", ECHO, { Publish: true, Timeout: 4 });
    await operations.UpdateFunctionConfiguration({ FunctionName: "f", Timeout: 5 }, ACCOUNT_CONTEXT);
    const one = await operations.GetFunctionConfiguration(
      { FunctionName: "f", Qualifier: "1" },
      ACCOUNT_CONTEXT,
    );
    expect(one).toMatchObject({ Version: "1", Timeout: 4, FunctionArn: `${ARN}:1` });
  });

  it("refuses another code hash than that of $LATEST", async () => {
    const operations = open();
    await bed.create("f", ECHO);
    const call = operations.PublishVersion({ FunctionName: "f", CodeSha256: "x" }, ACCOUNT_CONTEXT);
    expect((await refusal(call)).message).toContain("CodeSHA256 (x) is different");
  });

  it("never uses a number again, not even after the function is deleted", async () => {
    const operations = open();
    await bed.create("f", ECHO, { Publish: true });
    await operations.DeleteFunction({ FunctionName: "f" }, ACCOUNT_CONTEXT);
    expect(await bed.create("f", ECHO, { Publish: true })).toMatchObject({ Version: "2" });
  });

  it("lists $LATEST and the versions page by page", async () => {
    const operations = open();
    await bed.create("f", ECHO, { Publish: true });
    await operations.UpdateFunctionCode(
      { FunctionName: "f", ZipFile: zipOf({ "index.cjs": `${ECHO}//2` }), Publish: true },
      ACCOUNT_CONTEXT,
    );
    const first = await operations.ListVersionsByFunction(
      { FunctionName: "f", MaxItems: 2 },
      ACCOUNT_CONTEXT,
    );
    expect(first.Versions?.map((version) => version.Version)).toEqual(["$LATEST", "1"]);
    const second = await operations.ListVersionsByFunction(
      { FunctionName: "f", Marker: first.NextMarker },
      ACCOUNT_CONTEXT,
    );
    expect(second.Versions?.map((version) => version.Version)).toEqual(["2"]);
    expect(second.NextMarker).toBeUndefined();
  });
});

describe("DeleteFunction", () => {
  it("refuses a version that an alias points to, by weight too", async () => {
    const operations = open();
    await bed.create("f", ECHO, { Publish: true });
    await operations.UpdateFunctionConfiguration({ FunctionName: "f", Timeout: 5 }, ACCOUNT_CONTEXT);
    await operations.PublishVersion({ FunctionName: "f" }, ACCOUNT_CONTEXT);
    await operations.CreateAlias(
      {
        FunctionName: "f",
        Name: "live",
        FunctionVersion: "1",
        RoutingConfig: { AdditionalVersionWeights: { "2": 0.1 } },
      },
      ACCOUNT_CONTEXT,
    );
    for (const Qualifier of ["1", "2"]) {
      expect(
        await refusal(operations.DeleteFunction({ FunctionName: "f", Qualifier }, ACCOUNT_CONTEXT)),
      ).toMatchObject({
        code: "ResourceConflictException",
        message: "Unable to delete version because the following aliases reference it: [live]",
      });
    }
    await operations.DeleteAlias({ FunctionName: "f", Name: "live" }, ACCOUNT_CONTEXT);
    await operations.DeleteFunction({ FunctionName: "f", Qualifier: "1" }, ACCOUNT_CONTEXT);
    const left = await operations.ListVersionsByFunction({ FunctionName: "f" }, ACCOUNT_CONTEXT);
    expect(left.Versions?.map((version) => version.Version)).toEqual(["$LATEST", "2"]);
  });

  it("refuses $LATEST", async () => {
    const operations = open();
    await bed.create("f", ECHO);
    const call = operations.DeleteFunction({ FunctionName: "f", Qualifier: "$LATEST" }, ACCOUNT_CONTEXT);
    expect((await refusal(call)).message).toBe(
      "$LATEST version cannot be deleted without deleting the function.",
    );
  });
});

describe("the rest of the control plane", () => {
  it("keeps functions over a restart", async () => {
    const dir = mkdtempSync(join(tmpdir(), "switchyard-restart-"));
    bed = openTestBed({ store: openStore(dir), dir });
    await bed.create("f", ECHO, { Publish: true });
    await bed.close();
    bed = openTestBed({ store: openStore(dir), dir });
    expect((await bed.invoke("f:1", { a: 1 })).body).toEqual({ a: 1 });
    rmSync(dir, { recursive: true });
  });

  it("shows tags and reserved concurrency with the function", async () => {
    const operations = open();
    await bed.create("f", ECHO, { Tags: { team: "core" } });
    await operations.TagResource({ Resource: ARN, Tags: { stage: "local" } }, ACCOUNT_CONTEXT);
    await operations.UntagResource({ Resource: ARN, TagKeys: ["team"] }, ACCOUNT_CONTEXT);
    await operations.PutFunctionConcurrency(
      { FunctionName: "f", ReservedConcurrentExecutions: 7 },
      ACCOUNT_CONTEXT,
    );
    const shown = await operations.GetFunction({ FunctionName: "f" }, ACCOUNT_CONTEXT);
    expect(shown).toMatchObject({
      Tags: { stage: "local" },
      Concurrency: { ReservedConcurrentExecutions: 7 },
    });
    expect(await operations.ListTags({ Resource: ARN }, ACCOUNT_CONTEXT)).toEqual({
      Tags: { stage: "local" },
    });
    await operations.DeleteFunctionConcurrency({ FunctionName: "f" }, ACCOUNT_CONTEXT);
    expect(await operations.GetFunctionConcurrency({ FunctionName: "f" }, ACCOUNT_CONTEXT)).toEqual({});
  });

  it("lists every version of every function when asked for all", async () => {
    const operations = open();
    await bed.create("f", ECHO, { Publish: true });
    await bed.create("g", ECHO);
    const latest = await operations.ListFunctions({}, ACCOUNT_CONTEXT);
    expect(latest.Functions?.map((fn) => fn.FunctionArn)).toEqual([ARN, ARN.replace(/f$/, "g")]);
    const all = await operations.ListFunctions({ FunctionVersion: "ALL" }, ACCOUNT_CONTEXT);
    expect(all.Functions?.map((fn) => fn.Version)).toEqual(["$LATEST", "1", "$LATEST"]);
  });

  it("refuses a role that cannot be assumed and keeps the old one", async () => {
    const operations = open();
    await bed.create("f", ECHO);
    const update = (Role: string) =>
      operations.UpdateFunctionConfiguration({ FunctionName: "f", Role }, ACCOUNT_CONTEXT);
    expect((await refusal(update("arn:aws:iam::000000000000:role/nobody"))).message).toBe(
      "The role defined for the function cannot be assumed by Lambda.",
    );
    expect((await update(OTHER_ROLE)).Role).toBe(OTHER_ROLE);
  });
});

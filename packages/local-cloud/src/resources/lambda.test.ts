import { beforeEach, describe, expect, it } from "vitest";
import { SIGNATURE } from "../engine/values.ts";
import { fakeLambda } from "./fake-lambda.ts";
import { created, providerOver } from "./testing.ts";

const FUNCTION = "aws:lambda/function:Function";
const ALIAS = "aws:lambda/alias:Alias";
const PERMISSION = "aws:lambda/permission:Permission";
const ARN = "arn:aws:lambda:us-east-1:000000000000:function:router";

let lambda: ReturnType<typeof fakeLambda>;
let provider: ReturnType<typeof providerOver>;
beforeEach(() => {
  lambda = fakeLambda();
  provider = providerOver({ lambda: lambda.operations });
});

const IMAGE = {
  name: "router",
  packageType: "Image",
  imageUri: "repo@sha256:1",
  publish: true,
  role: "arn:aws:iam::000000000000:role/r",
  memorySize: 512,
  environment: { variables: { SWITCHYARD_STAGE: "local" } },
};

describe("aws:lambda/function:Function", () => {
  it("publishes version 1 when it is created", async () => {
    const fn = await created(provider, FUNCTION, IMAGE);
    expect(fn.id).toBe("router");
    expect(lambda.written).toEqual([
      [
        "CreateFunction",
        {
          FunctionName: "router",
          PackageType: "Image",
          Publish: true,
          Code: { ImageUri: "repo@sha256:1" },
          Architectures: undefined,
          Tags: undefined,
          Role: "arn:aws:iam::000000000000:role/r",
          MemorySize: 512,
          Environment: { Variables: { SWITCHYARD_STAGE: "local" } },
        },
      ],
    ]);
    expect(fn.outputs).toMatchObject({
      arn: "arn:aws:lambda:us-east-1:000000000000:function:router",
      version: "1",
      qualifiedArn: "arn:aws:lambda:us-east-1:000000000000:function:router:1",
      invokeArn:
        "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:router/invocations",
      imageUri: "repo@sha256:1",
      publish: true,
      reservedConcurrentExecutions: -1,
      tagsAll: { stage: "local" },
    });
  });

  it("publishes exactly one version when image and settings change together", async () => {
    const fn = await created(provider, FUNCTION, IMAGE);
    lambda.written.length = 0;
    const wanted = { ...IMAGE, imageUri: "repo@sha256:2", memorySize: 1024 };
    const outputs = await provider.update(fn, wanted, ["imageUri", "memorySize"]);
    expect(lambda.written).toEqual([
      ["UpdateFunctionCode", { FunctionName: "router", Architectures: undefined, ImageUri: "repo@sha256:2" }],
      ["UpdateFunctionConfiguration", { FunctionName: "router", Role: IMAGE.role, MemorySize: 1024 }],
      ["PublishVersion", { FunctionName: "router" }],
    ]);
    expect(outputs.version).toBe("2");
  });

  it("publishes a version when only an environment variable changes", async () => {
    const fn = await created(provider, FUNCTION, IMAGE);
    const wanted = { ...IMAGE, environment: { variables: { SWITCHYARD_STAGE: "dev" } } };
    const outputs = await provider.update(fn, wanted, ["environment.variables.SWITCHYARD_STAGE"]);
    expect(outputs.version).toBe("2");
  });

  it("publishes nothing when only tags or the reserved concurrency change", async () => {
    const fn = await created(provider, FUNCTION, { ...IMAGE, tags: { old: "1", stage: "dev" } });
    lambda.written.length = 0;
    const wanted = { ...IMAGE, tags: { stage: "local" }, reservedConcurrentExecutions: 5 };
    const outputs = await provider.update(fn, wanted, [
      "tags.old",
      "tags.stage",
      "reservedConcurrentExecutions",
    ]);
    expect(lambda.written).toEqual([
      ["PutFunctionConcurrency", { FunctionName: "router", ReservedConcurrentExecutions: 5 }],
      ["UntagResource", { Resource: ARN, TagKeys: ["old"] }],
      ["TagResource", { Resource: ARN, Tags: { stage: "local" } }],
    ]);
    expect(outputs).toMatchObject({ version: "1", reservedConcurrentExecutions: 5 });
  });

  it("goes back to AWS's default when the program no longer names a setting", async () => {
    const fn = await created(provider, FUNCTION, IMAGE);
    lambda.written.length = 0;
    const { memorySize: _, environment: __, ...rest } = IMAGE;
    await provider.update(fn, rest, ["memorySize", "environment"]);
    expect(lambda.written[0]).toEqual([
      "UpdateFunctionConfiguration",
      { FunctionName: "router", Role: IMAGE.role, MemorySize: 128, Environment: { Variables: {} } },
    ]);
  });

  it("is on $LATEST while nothing was published", async () => {
    const fn = await created(provider, FUNCTION, { ...IMAGE, publish: false });
    expect(fn.outputs).toMatchObject({ version: "$LATEST", qualifiedArn: `${ARN}:$LATEST` });
  });

  it("sends an archive as a zip that is the same for the same files", async () => {
    const archive = {
      [SIGNATURE]: "0def7320c3a5731c473e5ecbe6d01bc7",
      assets: {
        "index.cjs": { [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", text: "exports.handler = 1" },
      },
    };
    const inputs = {
      name: "router",
      role: "r",
      code: archive,
      handler: "index.handler",
      runtime: "nodejs24.x",
    };
    await created(provider, FUNCTION, inputs);
    await created(provider, FUNCTION, inputs);
    const [first, second] = lambda.written.map(
      ([, input]) => (input as { Code: { ZipFile: Uint8Array } }).Code.ZipFile,
    );
    expect(Buffer.from(first?.subarray(0, 2) ?? []).toString()).toBe("PK");
    expect(second).toEqual(first);
  });

  it("is gone when somebody has deleted it", async () => {
    const fn = await created(provider, FUNCTION, IMAGE);
    await provider.delete(fn);
    expect(await provider.read(fn, "router")).toBeUndefined();
    await expect(provider.delete(fn)).resolves.toBeUndefined();
  });

  it("tells a preview which outputs an update computes anew", () => {
    expect(provider.recomputedOnUpdate?.(FUNCTION)).toContain("version");
  });
});

describe("aws:lambda/alias:Alias", () => {
  const inputs = { name: "live", functionName: "router", functionVersion: "1", description: "a" };

  it("has the outputs of the real provider", async () => {
    const alias = await created(provider, ALIAS, inputs);
    expect(alias.id).toBe("arn:aws:lambda:us-east-1:000000000000:function:router:live");
    expect(alias.outputs).toEqual({
      arn: "arn:aws:lambda:us-east-1:000000000000:function:router:live",
      description: "a",
      functionName: "router",
      functionVersion: "1",
      invokeArn:
        "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:router:live/invocations",
      name: "live",
      region: "us-east-1",
    });
  });

  it("never touches version and weights that the program does not change", async () => {
    const alias = await created(provider, ALIAS, inputs);
    const RoutingConfig = { AdditionalVersionWeights: { 2: 0.1 } };
    lambda.aliases.set("live", { ...lambda.aliases.get("live"), FunctionVersion: "7", RoutingConfig });
    const outputs = await provider.update(alias, { ...inputs, description: "b" }, ["description"]);
    expect(lambda.written).toEqual([
      ["UpdateAlias", { FunctionName: "router", Name: "live", Description: "b" }],
    ]);
    expect(outputs).toMatchObject({
      functionVersion: "7",
      routingConfig: { additionalVersionWeights: { 2: 0.1 } },
    });
  });

  it("takes the weights away when the program does", async () => {
    const routed = { ...inputs, routingConfig: { additionalVersionWeights: { 2: 0.1 } } };
    const alias = await created(provider, ALIAS, routed);
    await provider.update(alias, inputs, ["routingConfig"]);
    expect(lambda.written).toEqual([
      [
        "UpdateAlias",
        { FunctionName: "router", Name: "live", RoutingConfig: { AdditionalVersionWeights: {} } },
      ],
    ]);
  });

  it("shows the weights as they are now, and that it is gone", async () => {
    const alias = await created(provider, ALIAS, inputs);
    lambda.aliases.set("live", { RoutingConfig: { AdditionalVersionWeights: { 3: 0.5 } } });
    expect(await provider.read(alias, alias.id)).toMatchObject({
      routingConfig: { additionalVersionWeights: { 3: 0.5 } },
    });
    lambda.aliases.delete("live");
    expect(await provider.read(alias, alias.id)).toBeUndefined();
  });
});

describe("aws:lambda/permission:Permission", () => {
  const inputs = {
    action: "lambda:InvokeFunction",
    function: "router",
    qualifier: "live",
    principal: "apigateway.amazonaws.com",
    sourceArn: "arn:aws:execute-api:us-east-1:000000000000:a1/local/*/query",
  };

  it("is a statement with a generated id in the policy of the alias", async () => {
    const permission = await created(provider, PERMISSION, inputs);
    expect(permission.id).toBe("router/live/x-0a1b2c3");
    expect(permission.outputs).toEqual({
      ...inputs,
      region: "us-east-1",
      statementId: "x-0a1b2c3",
      statementIdPrefix: "",
    });
  });

  it("is taken away and given again when it changes", async () => {
    const permission = await created(provider, PERMISSION, inputs);
    lambda.written.length = 0;
    await provider.update(permission, { ...permission.inputs, sourceArn: "arn:other" }, ["sourceArn"]);
    expect(lambda.written.map(([operation]) => operation)).toEqual(["RemovePermission", "AddPermission"]);
  });

  it("is gone when its statement is", async () => {
    const permission = await created(provider, PERMISSION, inputs);
    await provider.delete(permission);
    expect(await provider.read(permission, permission.id)).toBeUndefined();
  });
});

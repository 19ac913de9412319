import { describe, expect, it } from "vitest";
import { providerOver, refusals } from "./testing.ts";

const ALIAS = "aws:lambda/alias:Alias";
const FUNCTION = "aws:lambda/function:Function";
const provider = providerOver({});

const alias = { name: "live", functionName: "router", functionVersion: "1" };

describe("check", () => {
  it("names an unknown property by its whole path, and the property that was probably meant", async () => {
    const inputs = { ...alias, routingConfig: { additionalVersionWeight: { 2: 0.1 } } };
    expect(await refusals(provider, ALIAS, inputs)).toEqual([
      "routingConfig.additionalVersionWeight: is not a property of routingConfig of aws:lambda/alias:Alias; known are additionalVersionWeights. Did you mean additionalVersionWeights?",
    ]);
  });

  it("lists the known properties when nothing similar exists", async () => {
    expect(await refusals(provider, ALIAS, { ...alias, colour: "red" })).toEqual([
      "colour: is not a property of aws:lambda/alias:Alias; known are description, functionName, functionVersion, name, region, routingConfig.",
    ]);
  });

  it("says so when AWS knows a property and the local cloud does not carry it out", async () => {
    const inputs = {
      name: "f",
      role: "arn",
      packageType: "Image",
      imageUri: "i",
      kmsKeyArn: "arn:aws:kms:us-east-1:000000000000:key/1",
    };
    expect(await refusals(provider, FUNCTION, inputs)).toEqual([
      "kmsKeyArn: the local cloud does not carry out this property of aws:lambda/function:Function; leave it out of this stack, or deploy the stack to AWS",
    ]);
  });

  it("reports everything that is wrong at once", async () => {
    expect(
      await refusals(provider, ALIAS, {
        functionVersion: 1,
        routingConfig: { additionalVersionWeights: { 2: 7 } },
      }),
    ).toEqual([
      "functionName: is required",
      "functionVersion: expected string, found 1",
      "routingConfig.additionalVersionWeights.2: Too big: expected number to be <=1, found 7",
    ]);
  });

  it("does not miss a value that will be known when the deployment runs", async () => {
    const { functionVersion: _, ...rest } = alias;
    expect(await refusals(provider, ALIAS, rest, ["functionVersion"])).toEqual([]);
    expect(await refusals(provider, ALIAS, rest, ["description"])).toEqual(["functionVersion: is required"]);
  });

  it("does not miss a value that only a rule about several properties asks for", async () => {
    const image = { name: "f", role: "arn", packageType: "Image" };
    expect(await refusals(provider, FUNCTION, image)).toEqual([
      "imageUri: is required when packageType is Image",
    ]);
    expect(await refusals(provider, FUNCTION, image, ["imageUri"])).toEqual([]);
  });

  it("accepts list entries that are not known yet", async () => {
    const method = {
      restApi: "a",
      resourceId: "r",
      httpMethod: "GET",
      type: "AWS_PROXY",
      integrationHttpMethod: "POST",
    };
    const inputs = { ...method, uri: "u", cacheKeyParameters: [null] };
    const type = "aws:apigateway/integration:Integration";
    expect(await refusals(provider, type, inputs, ["cacheKeyParameters[0]"])).toEqual([]);
  });

  it("refuses an unknown property even while its value is not known", async () => {
    expect(await refusals(provider, ALIAS, alias, ["routingConfig.weights.x"])).toEqual([
      "routingConfig.weights: is not a property of routingConfig of aws:lambda/alias:Alias; known are additionalVersionWeights.",
    ]);
  });

  it("refuses another region than the local cloud's", async () => {
    expect(await refusals(provider, ALIAS, { ...alias, region: "eu-west-1" })).toEqual([
      'region: the local cloud has the region us-east-1 only, found "eu-west-1"',
    ]);
  });

  it("refuses an image function with a handler, and an archive function without one", async () => {
    const image = { name: "f", role: "arn", packageType: "Image", imageUri: "i", handler: "index.handler" };
    expect(await refusals(provider, FUNCTION, image)).toEqual([
      'handler: must be left out when packageType is Image, found "index.handler"',
    ]);
    expect(await refusals(provider, FUNCTION, { name: "f", role: "arn", code: "dist" })).toEqual([
      'code: expected an archive (pulumi.asset.FileArchive or the like), found "dist"',
    ]);
  });
});

describe("generated names", () => {
  const role = { assumeRolePolicy: "{}" };
  const context = { urn: "urn:pulumi:local::p::aws:iam/role:Role::router-role", type: "aws:iam/role:Role" };
  const nameOf = async (oldInputs: { readonly name: string } | undefined, name = "router-role") => {
    const request = { ...context, name, inputs: role, unknownPaths: [], oldInputs };
    const result = await provider.check(request);
    return result.ok ? result.inputs.name : result.failures;
  };

  it("are the logical name and a random end", async () => {
    expect(await nameOf(undefined)).toBe("router-role-0a1b2c3");
  });

  it("stay while the resource lives", async () => {
    expect(await nameOf({ name: "router-role-fffffff" })).toBe("router-role-fffffff");
  });

  it("take the place of a name that the program no longer gives", async () => {
    expect(await nameOf({ name: "my-role" })).toBe("router-role-0a1b2c3");
  });

  it("fit into AWS's limit", async () => {
    expect(await nameOf(undefined, "r".repeat(80))).toBe(`${"r".repeat(56)}-0a1b2c3`);
  });

  it("wait while the program's own name is not known yet", async () => {
    const request = { ...context, name: "x", inputs: role, unknownPaths: ["name"], oldInputs: undefined };
    expect(await provider.check(request)).toEqual({ ok: true, inputs: role });
  });
});

describe("an unknown token", () => {
  it("is refused by name, as a type and as a data source", async () => {
    expect(provider.knows("aws:ec2/instance:Instance")).toBe(false);
    await expect(
      provider.read({ urn: "u", type: "aws:ec2/instance:Instance", name: "b" }, "id"),
    ).rejects.toThrow(
      "The local cloud has no resource type aws:ec2/instance:Instance. It has aws:apigateway/apiKey:ApiKey,",
    );
    await expect(provider.invoke("aws:s3/getBucket:getBucket", {})).rejects.toThrow(
      "The local cloud has no data source aws:s3/getBucket:getBucket. It has aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider, aws:iam/getPolicyDocument:getPolicyDocument,",
    );
  });
});

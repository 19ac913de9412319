import type { GetFunctionCommandOutput } from "@aws-sdk/client-lambda";
import { describe, expect, it } from "vitest";
import { templateOf } from "./template.ts";

const DIGEST = `sha256:${"a1".repeat(32)}`;

/** As Lambda describes version 6 of a router. */
function described(configuration: GetFunctionCommandOutput["Configuration"] = {}): GetFunctionCommandOutput {
  return {
    $metadata: {},
    Code: { ImageUri: "registry/router:v6", ResolvedImageUri: `registry/router@${DIGEST}` },
    Tags: { project: "switchyard", "aws:cloudformation:stack-name": "s" },
    Configuration: {
      FunctionName: "switchyard-prod-router",
      Version: "6",
      Role: "arn:aws:iam::123456789012:role/router",
      MemorySize: 512,
      Timeout: 29,
      Architectures: ["arm64"],
      PackageType: "Image",
      Environment: { Variables: { SWITCHYARD_STAGE: "prod" } },
      LoggingConfig: { LogFormat: "Text", LogGroup: "/aws/lambda/switchyard-prod-router" },
      ...configuration,
    },
  };
}

describe("templateOf", () => {
  it("copies code by digest, role, environment, architecture and log group", () => {
    expect(templateOf(described())).toEqual({
      functionName: "switchyard-prod-router",
      version: "6",
      architecture: "arm64",
      memoryMb: 512,
      timeoutS: 29,
      environment: { SWITCHYARD_STAGE: "prod" },
      copy: {
        PackageType: "Image",
        Code: { ImageUri: `registry/router@${DIGEST}` },
        Role: "arn:aws:iam::123456789012:role/router",
        Timeout: 29,
        Architectures: ["arm64"],
        Environment: { Variables: { SWITCHYARD_STAGE: "prod" } },
        Tags: { project: "switchyard", "switchyard-temporary": "tune" },
        LoggingConfig: { LogFormat: "Text", LogGroup: "/aws/lambda/switchyard-prod-router" },
      },
    });
  });

  it("copies where the function runs", () => {
    const vpc = { SubnetIds: ["subnet-1"], SecurityGroupIds: ["sg-1"] };
    const { copy } = templateOf(
      described({
        VpcConfig: { ...vpc, VpcId: "vpc-1" },
        EphemeralStorage: { Size: 1024 },
        TracingConfig: { Mode: "Active" },
        ImageConfigResponse: { ImageConfig: { Command: ["index.handler"] } },
      }),
    );
    expect(copy).toMatchObject({
      VpcConfig: vpc,
      EphemeralStorage: { Size: 1024 },
      TracingConfig: { Mode: "Active" },
      ImageConfig: { Command: ["index.handler"] },
    });
  });

  it("takes a VPC that AWS shows empty for none", () => {
    const { copy } = templateOf(described({ VpcConfig: { SubnetIds: [], SecurityGroupIds: [], VpcId: "" } }));
    expect(copy).not.toHaveProperty("VpcConfig");
  });

  it("copies no zip package, whose content it cannot name", () => {
    const zip = { ...described({ PackageType: "Zip" }), Code: { Location: "https://example.com/code.zip" } };
    expect(() => templateOf(zip)).toThrow("found package type Zip: only images can be copied");
  });

  it("copies no function whose environment it may not read", () => {
    const hidden = described({ Environment: { Error: { ErrorCode: "AccessDeniedException" } } });
    expect(() => templateOf(hidden)).toThrow("needs kms:Decrypt on its key");
  });

  it("does not fill in what Lambda leaves out", () => {
    expect(() => templateOf({ $metadata: {} })).toThrow("Expected Lambda to describe the version in full");
  });
});

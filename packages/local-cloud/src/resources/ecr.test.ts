import { beforeEach, describe, expect, it } from "vitest";
import { AwsError } from "../aws-error.ts";
import type { EcrPort } from "./ports.ts";
import { created, providerOver } from "./testing.ts";

function fakeEcr() {
  const repositories = new Map<string, { mutability: string | undefined; scanOnPush: boolean | undefined }>();
  const policies = new Map<string, string>();
  const forced: (boolean | undefined)[] = [];
  const arnOf = (name: string): string => `arn:aws:ecr:us-east-1:000000000000:repository/${name}`;
  const operations: Partial<EcrPort> = {
    CreateRepository: ({ repositoryName = "", imageTagMutability, imageScanningConfiguration }) => {
      const scanOnPush = imageScanningConfiguration?.scanOnPush;
      repositories.set(repositoryName, { mutability: imageTagMutability, scanOnPush });
      return {};
    },
    DescribeRepositories: ({ repositoryNames = [] }) => ({
      repositories: repositoryNames.map((repositoryName) => {
        const found = repositories.get(repositoryName);
        if (found === undefined) throw new AwsError("RepositoryNotFoundException", "not found");
        return {
          repositoryName,
          repositoryArn: arnOf(repositoryName),
          registryId: "000000000000",
          repositoryUri: `000000000000.dkr.ecr.us-east-1.amazonaws.com/${repositoryName}`,
          imageTagMutability: found.mutability as "IMMUTABLE",
          imageScanningConfiguration: { scanOnPush: found.scanOnPush },
        };
      }),
    }),
    ListTagsForResource: () => ({ tags: [{ Key: "stage", Value: "local" }] }),
    PutImageTagMutability: ({ repositoryName = "", imageTagMutability }) => {
      repositories.set(repositoryName, { mutability: imageTagMutability, scanOnPush: true });
      return {};
    },
    DeleteRepository: ({ repositoryName = "", force }) => {
      forced.push(force);
      repositories.delete(repositoryName);
      return {};
    },
    PutLifecyclePolicy: ({ repositoryName = "", lifecyclePolicyText = "" }) => {
      policies.set(repositoryName, lifecyclePolicyText);
      return {};
    },
    GetLifecyclePolicy: ({ repositoryName = "" }) => {
      const lifecyclePolicyText = policies.get(repositoryName);
      if (lifecyclePolicyText === undefined)
        throw new AwsError("LifecyclePolicyNotFoundException", "not found");
      return { lifecyclePolicyText, registryId: "000000000000", repositoryName };
    },
    DeleteLifecyclePolicy: ({ repositoryName = "" }) => {
      policies.delete(repositoryName);
      return {};
    },
  };
  return { operations, forced };
}

let ecr: ReturnType<typeof fakeEcr>;
let provider: ReturnType<typeof providerOver>;
beforeEach(() => {
  ecr = fakeEcr();
  provider = providerOver({ images: ecr.operations });
});

describe("aws:ecr/repository:Repository", () => {
  const TYPE = "aws:ecr/repository:Repository";
  const inputs = {
    name: "router",
    imageTagMutability: "IMMUTABLE",
    imageScanningConfiguration: { scanOnPush: true },
  };

  it("has the outputs of the real provider", async () => {
    const repository = await created(provider, TYPE, inputs);
    expect(repository.outputs).toEqual({
      arn: "arn:aws:ecr:us-east-1:000000000000:repository/router",
      imageScanningConfiguration: { scanOnPush: true },
      imageTagMutability: "IMMUTABLE",
      name: "router",
      region: "us-east-1",
      registryId: "000000000000",
      repositoryUrl: "000000000000.dkr.ecr.us-east-1.amazonaws.com/router",
      tags: { stage: "local" },
      tagsAll: { stage: "local" },
    });
  });

  it("has mutable tags once the program no longer says otherwise", async () => {
    const repository = await created(provider, TYPE, inputs);
    const outputs = await provider.update(repository, { name: "router" }, ["imageTagMutability"]);
    expect(outputs.imageTagMutability).toBe("MUTABLE");
  });

  it("takes its images along only when the program says so", async () => {
    await provider.delete(await created(provider, TYPE, inputs));
    await provider.delete(await created(provider, TYPE, { ...inputs, forceDelete: true }));
    expect(ecr.forced).toEqual([undefined, true]);
  });
});

describe("aws:ecr/lifecyclePolicy:LifecyclePolicy", () => {
  it("belongs to its repository and is overwritten in place", async () => {
    const policy = await created(provider, "aws:ecr/lifecyclePolicy:LifecyclePolicy", {
      repository: "router",
      policy: { rules: [] },
    });
    expect(policy.outputs).toEqual({
      policy: '{"rules":[]}',
      region: "us-east-1",
      registryId: "000000000000",
      repository: "router",
    });
    await provider.delete(policy);
    expect(await provider.read(policy, policy.id)).toBeUndefined();
  });
});

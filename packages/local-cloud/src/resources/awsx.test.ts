import { describe, expect, it } from "vitest";
import type { ConstructRequest, Properties } from "../engine/provider.ts";
import type { BuildImage } from "./awsx.ts";
import { providerOver } from "./testing.ts";

const URL = "000000000000.dkr.ecr.us-east-1.amazonaws.com/router";

/** Constructs a component and gives its outputs, the children that it registered and the builds that it asked for. */
async function construct(type: string, inputs: Properties, extra: Partial<ConstructRequest> = {}) {
  const children: [type: string, name: string, inputs: Properties][] = [];
  const builds: Parameters<BuildImage>[0][] = [];
  const build: BuildImage = async (request) => {
    builds.push(request);
    return { imageUri: `${URL}@sha256:1` };
  };
  const outputs = await providerOver({ images: { build } }).construct({
    urn: `urn:pulumi:local::foundation::${type}::Router`,
    type,
    name: "Router",
    inputs,
    unknownPaths: [],
    dryRun: false,
    programDir: "/repo/infra/foundation",
    registerChild: async (childType, childName, childInputs) => {
      children.push([childType, childName, childInputs]);
      const urn = `urn:${childType}`;
      return { urn, id: "router", outputs: { name: "router", repositoryUrl: URL } };
    },
    ...extra,
  });
  return { outputs, children, builds };
}

describe("awsx:ecr:Repository", () => {
  const TYPE = "awsx:ecr:Repository";

  it("is a repository and a lifecycle policy with the rule for any image last", async () => {
    const { outputs, children } = await construct(TYPE, {
      name: "router",
      imageTagMutability: "IMMUTABLE",
      forceDelete: true,
      lifecyclePolicy: {
        rules: [
          { tagStatus: "any", maximumNumberOfImages: 50, description: "keep" },
          { tagStatus: "untagged", maximumAgeLimit: 1 },
        ],
      },
    });
    expect(children).toEqual([
      [
        "aws:ecr/repository:Repository",
        "router",
        { name: "router", imageTagMutability: "IMMUTABLE", forceDelete: true },
      ],
      [
        "aws:ecr/lifecyclePolicy:LifecyclePolicy",
        "router",
        {
          repository: "router",
          policy:
            '{"rules":[{"rulePriority":1,"selection":{"tagStatus":"untagged","countType":"sinceImagePushed","countNumber":1,"countUnit":"days"},"action":{"type":"expire"}},{"rulePriority":2,"description":"keep","selection":{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":50},"action":{"type":"expire"}}]}',
        },
      ],
    ]);
    expect(outputs).toEqual({
      url: URL,
      repository: {
        "4dabf18193072939515e22adb298388d": "5cf8f73096256a8f31e491e813e4eb8e",
        urn: "urn:aws:ecr/repository:Repository",
        id: "router",
      },
      lifecyclePolicy: {
        "4dabf18193072939515e22adb298388d": "5cf8f73096256a8f31e491e813e4eb8e",
        urn: "urn:aws:ecr/lifecyclePolicy:LifecyclePolicy",
        id: "router",
      },
    });
  });

  it("removes untagged images unless the program has rules or wants no policy", async () => {
    const { children } = await construct(TYPE, {});
    expect(children[1]?.[2].policy).toBe(
      '{"rules":[{"rulePriority":1,"description":"remove untagged images","selection":{"tagStatus":"untagged","countType":"imageCountMoreThan","countNumber":1},"action":{"type":"expire"}}]}',
    );
    expect((await construct(TYPE, { lifecyclePolicy: { skip: true } })).children).toHaveLength(1);
  });

  it("refuses an unknown property by its path", async () => {
    await expect(construct(TYPE, { lifecyclePolicy: { rule: [] } })).rejects.toThrow(
      "'urn:pulumi:local::foundation::awsx:ecr:Repository::Router' is not valid: lifecyclePolicy.rule: is not a property of lifecyclePolicy of awsx:ecr:Repository; known are rules, skip. Did you mean rules?",
    );
  });
});

describe("awsx:ecr:Image", () => {
  const TYPE = "awsx:ecr:Image";
  const inputs = {
    repositoryUrl: URL,
    context: "../../packages/handler",
    platform: "linux/arm64",
    imageTag: "t1",
  };

  it("builds from the program's folder and names the image by digest", async () => {
    const { outputs, builds } = await construct(TYPE, {
      ...inputs,
      dockerfile: "Dockerfile.x",
      args: { A: "1" },
    });
    expect(builds).toEqual([
      {
        repositoryName: "router",
        context: "/repo/packages/handler",
        dockerfile: "/repo/infra/foundation/Dockerfile.x",
        platform: "linux/arm64",
        buildArgs: { A: "1" },
        tags: ["t1"],
      },
    ]);
    expect(outputs).toEqual({ imageUri: `${URL}@sha256:1` });
  });

  it("builds nothing in a preview, and does not know the digest", async () => {
    const { repositoryUrl: _, ...rest } = inputs;
    const { outputs, builds } = await construct(TYPE, rest, {
      dryRun: true,
      unknownPaths: ["repositoryUrl"],
    });
    expect(outputs).toEqual({});
    expect(builds).toEqual([]);
  });

  it("refuses what it would not act on", async () => {
    await expect(construct(TYPE, { ...inputs, cacheFrom: ["x"] })).rejects.toThrow(
      "cacheFrom: the local cloud does not carry out this property of awsx:ecr:Image",
    );
    await expect(construct(TYPE, { ...inputs, repositoryUrl: "docker.io/x" })).rejects.toThrow(
      'repositoryUrl: expected the URL of an ECR repository, found "docker.io/x"',
    );
  });
});

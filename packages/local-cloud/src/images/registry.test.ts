import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { HOST, type ImagesTestBed, NOW_MS, openImagesTestBed } from "./testing.ts";

let bed: ImagesTestBed;
afterEach(() => bed.close());

const ROUTER = { repositoryName: "router" };

async function open(settings: object = {}) {
  bed = await openImagesTestBed(settings);
  return bed.images.operations;
}

/** Builds an image whose content is `text`. */
function push(text: string, ...tags: readonly string[]) {
  bed.write({ text });
  return bed.build('COPY text .\nCMD ["index.handler"]', { tags });
}

describe("repositories", () => {
  it("are described with ARN and URI", async () => {
    const operations = await open({
      imageTagMutability: "IMMUTABLE",
      tags: [{ Key: "team", Value: "core" }],
    });
    const { repositories } = await operations.DescribeRepositories(
      { repositoryNames: ["router"] },
      ACCOUNT_CONTEXT,
    );
    const repositoryArn = "arn:aws:ecr:us-east-1:000000000000:repository/router";
    expect(repositories).toEqual([
      {
        repositoryName: "router",
        repositoryArn,
        registryId: "000000000000",
        repositoryUri: `${HOST}/router`,
        createdAt: new Date(NOW_MS),
        imageTagMutability: "IMMUTABLE",
        imageScanningConfiguration: { scanOnPush: false },
        encryptionConfiguration: { encryptionType: "AES256" },
      },
    ]);
    await operations.TagResource(
      { resourceArn: repositoryArn, tags: [{ Key: "a", Value: "b" }] },
      ACCOUNT_CONTEXT,
    );
    await operations.UntagResource({ resourceArn: repositoryArn, tagKeys: ["team"] }, ACCOUNT_CONTEXT);
    expect(await operations.ListTagsForResource({ resourceArn: repositoryArn }, ACCOUNT_CONTEXT)).toEqual({
      tags: [{ Key: "a", Value: "b" }],
    });
  });

  it("are refused twice, with a bad name, and when unknown", async () => {
    const operations = await open();
    await expect(operations.CreateRepository(ROUTER, ACCOUNT_CONTEXT)).rejects.toThrow("already exists");
    await expect(
      operations.CreateRepository({ repositoryName: `${"a-".repeat(100)}!` }, ACCOUNT_CONTEXT),
    ).rejects.toThrow("Invalid parameter at 'repositoryName'");
    await expect(operations.CreateRepository({ repositoryName: "Router" }, ACCOUNT_CONTEXT)).rejects.toThrow(
      "Invalid parameter at 'repositoryName'",
    );
    await expect(
      operations.DescribeRepositories({ repositoryNames: ["x"] }, ACCOUNT_CONTEXT),
    ).rejects.toMatchObject({ code: "RepositoryNotFoundException" });
  });

  it("are deleted with their images only by force", async () => {
    const operations = await open();
    const { digest, imageUri } = await push("a");
    await expect(operations.DeleteRepository(ROUTER, ACCOUNT_CONTEXT)).rejects.toMatchObject({
      code: "RepositoryNotEmptyException",
    });
    await operations.DeleteRepository({ ...ROUTER, force: true }, ACCOUNT_CONTEXT);
    expect(existsSync(join(bed.dir, "images", digest.slice(7)))).toBe(false);
    expect(() => bed.images.source.resolve(imageUri)).toThrow(
      "does not exist. Provide a valid source image.",
    );
  });

  it("keep a lifecycle policy, and refuse one that is not sound", async () => {
    const operations = await open();
    await expect(operations.GetLifecyclePolicy(ROUTER, ACCOUNT_CONTEXT)).rejects.toMatchObject({
      code: "LifecyclePolicyNotFoundException",
    });
    const rule = {
      rulePriority: 1,
      selection: { tagStatus: "untagged", countType: "imageCountMoreThan", countNumber: 10 },
      action: { type: "expire" },
    };
    const put = (rules: readonly object[]) =>
      operations.PutLifecyclePolicy(
        { ...ROUTER, lifecyclePolicyText: JSON.stringify({ rules }) },
        ACCOUNT_CONTEXT,
      );
    await expect(put([])).rejects.toThrow("Lifecycle policy validation failure");
    await expect(put([rule, rule])).rejects.toThrow("rulePriority must be unique");
    await expect(put([{ ...rule, extra: 1 }])).rejects.toThrow("extra");
    await put([rule]);
    expect((await operations.GetLifecyclePolicy(ROUTER, ACCOUNT_CONTEXT)).lifecyclePolicyText).toContain(
      '"countNumber":10',
    );
    await operations.DeleteLifecyclePolicy(ROUTER, ACCOUNT_CONTEXT);
    await expect(operations.GetLifecyclePolicy(ROUTER, ACCOUNT_CONTEXT)).rejects.toThrow("does not exist");
  });

  it("keep a policy of their own, and refuse one that names a resource", async () => {
    const operations = await open();
    const statement = {
      Effect: "Allow",
      Principal: { Service: "lambda.amazonaws.com" },
      Action: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    };
    const set = (changes: object) =>
      operations.SetRepositoryPolicy(
        {
          ...ROUTER,
          policyText: JSON.stringify({ Version: "2012-10-17", Statement: { ...statement, ...changes } }),
        },
        ACCOUNT_CONTEXT,
      );
    await expect(set({ Resource: "*" })).rejects.toThrow("Has prohibited field Resource");
    await expect(operations.GetRepositoryPolicy(ROUTER, ACCOUNT_CONTEXT)).rejects.toThrow("does not exist");
    await set({});
    expect((await operations.GetRepositoryPolicy(ROUTER, ACCOUNT_CONTEXT)).policyText).toContain(
      "ecr:BatchGetImage",
    );
    await operations.DeleteRepositoryPolicy(ROUTER, ACCOUNT_CONTEXT);
    await expect(operations.GetRepositoryPolicy(ROUTER, ACCOUNT_CONTEXT)).rejects.toThrow("does not exist");
  });
});

describe("tags", () => {
  it("move to the newest image in a mutable repository", async () => {
    const operations = await open();
    const one = await push("1", "latest");
    const two = await push("2", "latest");
    expect(bed.images.source.resolve(`${HOST}/router:latest`).digest).toBe(two.digest);
    expect(await operations.ListImages(ROUTER, ACCOUNT_CONTEXT)).toMatchObject({
      imageIds: [{ imageDigest: one.digest }, { imageDigest: two.digest, imageTag: "latest" }],
    });
  });

  it("stay in an immutable one: the build fails and leaves nothing behind", async () => {
    await open({ imageTagMutability: "IMMUTABLE" });
    const one = await push("1", "v1");
    await expect(push("2", "v1")).rejects.toMatchObject({ code: "ImageTagAlreadyExistsException" });
    expect(bed.images.source.resolve(`${HOST}/router:v1`).digest).toBe(one.digest);
    expect((await push("1", "v1", "v1.0")).digest).toBe(one.digest);
    const { imageDetails } = await bed.images.operations.DescribeImages(ROUTER, ACCOUNT_CONTEXT);
    expect(imageDetails?.map((image) => image.imageTags)).toEqual([["v1", "v1.0"]]);
  });

  it("follow the exclusions of the setting", async () => {
    const operations = await open();
    await operations.PutImageTagMutability(
      {
        ...ROUTER,
        imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
        imageTagMutabilityExclusionFilters: [{ filterType: "WILDCARD", filter: "latest*" }],
      },
      ACCOUNT_CONTEXT,
    );
    await push("1", "latest-arm", "v1");
    await push("2", "latest-arm");
    await expect(push("3", "v1")).rejects.toMatchObject({ code: "ImageTagAlreadyExistsException" });
    await expect(
      operations.PutImageTagMutability(
        { ...ROUTER, imageTagMutability: "IMMUTABLE_WITH_EXCLUSION" },
        ACCOUNT_CONTEXT,
      ),
    ).rejects.toThrow("takes 1 to 5 filters, found 0");
  });
});

describe("images", () => {
  it("are described by tag or digest, with size and time", async () => {
    const operations = await open();
    const { digest } = await push("12345", "v1");
    const described = await operations.DescribeImages(
      { ...ROUTER, imageIds: [{ imageTag: "v1" }] },
      ACCOUNT_CONTEXT,
    );
    expect(described.imageDetails).toMatchObject([
      { imageDigest: digest, imageTags: ["v1"], imageSizeInBytes: 5, imagePushedAt: new Date(NOW_MS) },
    ]);
    await expect(
      operations.DescribeImages({ ...ROUTER, imageIds: [{ imageTag: "v2" }] }, ACCOUNT_CONTEXT),
    ).rejects.toMatchObject({ code: "ImageNotFoundException" });
    const batch = await operations.BatchGetImage(
      { ...ROUTER, imageIds: [{ imageTag: "v1" }, { imageTag: "v2" }] },
      ACCOUNT_CONTEXT,
    );
    expect(batch.images?.map((image) => image.imageId)).toEqual([{ imageTag: "v1", imageDigest: digest }]);
    expect(batch.failures).toMatchObject([{ failureCode: "ImageNotFound" }]);
  });

  it("lose a tag at a time when deleted by tag, and go with the last", async () => {
    const operations = await open();
    const { digest } = await push("a", "v1", "v2");
    const remove = (imageTag: string) =>
      operations.BatchDeleteImage({ ...ROUTER, imageIds: [{ imageTag }] }, ACCOUNT_CONTEXT);
    await remove("v1");
    expect(bed.images.source.resolve(`${HOST}/router:v2`).digest).toBe(digest);
    await remove("v2");
    expect(() => bed.images.source.resolve(`${HOST}/router@${digest}`)).toThrow("does not exist");
  });

  it("are not found in another registry or without tag and digest", async () => {
    await open();
    for (const uri of ["public.ecr.aws/x/y:1", `${HOST}/router`]) {
      expect(() => bed.images.source.resolve(uri)).toThrow(`Source image ${uri} is not valid.`);
    }
  });

  it("cannot be pushed by a Docker client, and the registry says so", async () => {
    const operations = await open();
    await expect(operations.GetAuthorizationToken({}, ACCOUNT_CONTEXT)).rejects.toThrow(
      "does not speak the Docker protocol",
    );
  });
});

describe("the permissions of a role", () => {
  it("are asked for on the repository", async () => {
    await open();
    const arn = "arn:aws:ecr:us-east-1:000000000000:repository/router";
    const permissions = bed.images.wire.permissions;
    expect(permissions("DescribeImages", ROUTER)).toEqual([{ action: "ecr:DescribeImages", resource: arn }]);
    expect(permissions("TagResource", { resourceArn: arn })).toEqual([
      { action: "ecr:TagResource", resource: arn },
    ]);
    expect(permissions("GetAuthorizationToken", {})).toEqual([
      { action: "ecr:GetAuthorizationToken", resource: "*" },
    ]);
    expect(permissions("PutImage", {})).toBeUndefined();
  });
});

import { describe, expect, it } from "vitest";
import { boundaryPolicy } from "./boundary-policy.ts";
import type { BuildingConfig, FoundationConfig } from "./foundation-schema.ts";
import { MANAGED_POLICIES_OF_A_ROLE, MANAGED_POLICY_CHARACTERS } from "./policy-document.ts";
import { type AccountFacts, rolePlans } from "./role-plan.ts";
import { ACCOUNT, decide, PLACE, PROVIDER_ARN, REPOSITORY_ARN } from "./testdata/iam.ts";

const BASE: BuildingConfig = {
  images: true,
  platform: "linux/arm64",
  keepImages: 200,
  deleteImagesWithRepository: false,
  pullAccounts: [],
  stages: ["dev", "staging", "prod"],
  promotions: { staging: "dev", prod: "staging" },
  githubProvider: "create",
  stateBucket: { name: "acme-state" },
  tags: {},
};
const { stateBucket: _bucket, ...WITHOUT_BUCKET } = BASE;
const TAKING: FoundationConfig = {
  images: false,
  imagesFrom: "shared",
  stages: ["prod"],
  promotions: {},
  githubProvider: "create",
  tags: {},
};

function factsFor(stages: readonly string[]): AccountFacts {
  return {
    place: PLACE,
    repositoryArn: REPOSITORY_ARN,
    providerArn: PROVIDER_ARN,
    boundaryArns: Object.fromEntries(
      stages.map((stage) => [stage, `arn:aws:iam::${ACCOUNT}:policy/switchyard-${stage}-boundary`]),
    ),
    state: {
      bucketArn: "arn:aws:s3:::acme-state",
      keyArn: `arn:aws:kms:us-east-1:${ACCOUNT}:key/12345678-1234-1234-1234-123456789012`,
    },
  };
}

describe("rolePlans", () => {
  it("are one role for images, one for each stage, and one that only reads", () => {
    expect(rolePlans(BASE, "main").map(({ environment, roleName }) => [environment, roleName])).toEqual([
      ["images", "switchyard-images"],
      ["dev", "switchyard-deploy-dev"],
      ["staging", "switchyard-deploy-staging"],
      ["prod", "switchyard-deploy-prod"],
      ["read-only", "switchyard-read"],
    ]);
  });

  it("have none for images in an account that takes them from another", () => {
    expect(rolePlans(TAKING, "prod").map(({ environment }) => environment)).toEqual(["prod", "read-only"]);
  });

  it("have only the one for images in an account without stages", () => {
    const plans = rolePlans({ ...BASE, stages: [], promotions: {} }, "shared");
    expect(plans.map(({ environment }) => environment)).toEqual(["images"]);
  });

  it("name the parts that their policies have, with a bucket and without", () => {
    for (const config of [BASE, WITHOUT_BUCKET]) {
      const { state, ...rest } = factsFor(config.stages);
      const facts = { ...rest, state: config === BASE ? state : undefined };
      for (const { parts, policies } of rolePlans(config, "main")) {
        expect(Object.keys(policies(facts))).toEqual(parts);
      }
    }
  });

  it("fit into what IAM takes, with as many stages, and as long names, as there may be", () => {
    const stages = Array.from("abcdefgh").map((first) => `${first}bcdefghijklmnop`);
    const place = { partition: "aws-us-gov", region: "ap-southeast-10", accountId: ACCOUNT };
    const facts = { ...factsFor(stages), place };
    const config = { ...BASE, stages, promotions: { bbcdefghijklmnop: "abcdefghijklmnop" } };
    for (const { parts, policies, roleName } of rolePlans(config, "main")) {
      expect(parts.length).toBeLessThanOrEqual(MANAGED_POLICIES_OF_A_ROLE);
      expect(roleName.length).toBeLessThanOrEqual(64);
      for (const document of Object.values(policies(facts))) {
        expect(JSON.stringify(document).length).toBeLessThanOrEqual(MANAGED_POLICY_CHARACTERS);
      }
    }
    for (const stage of ["*", ...stages]) {
      const document = boundaryPolicy(
        place,
        stage,
        stages.filter((other) => other !== stage),
      );
      expect(JSON.stringify(document).length).toBeLessThanOrEqual(MANAGED_POLICY_CHARACTERS);
    }
  });

  it("let the job for images change the foundation's state and no stage's", () => {
    const images = rolePlans(BASE, "main")[0]?.policies(factsFor(BASE.stages)) ?? {};
    const put = (file: string) =>
      decide(images, { action: "s3:PutObject", resource: `arn:aws:s3:::acme-state/.pulumi/stacks/${file}` });
    expect(put("switchyard-foundation/main.json")).toBe("allowed");
    expect(put("switchyard-router/dev.json")).toBe("not-allowed");
  });

  it("let a role run for as long as its jobs: a promotion waits for a release", () => {
    expect(rolePlans(BASE, "main").map(({ sessionHours }) => sessionHours)).toEqual([1, 6, 6, 6, 1]);
  });

  it("refuse a stage without a boundary", () => {
    const [, dev] = rolePlans(BASE, "main");
    expect(() => dev?.policies(factsFor(["prod"]))).toThrow(
      "Expected a permissions boundary for stage dev, found none.",
    );
  });
});

import {
  type CheckedResource,
  checkStack,
  REVIEWED_WILDCARDS,
  unusedReviews,
} from "@switchyard/infra-policy";
import { describe, expect, it } from "vitest";
import { boundaryPolicy } from "./boundary-policy.ts";
import type { BuildingConfig } from "./foundation-schema.ts";
import { rolePlans } from "./role-plan.ts";
import { ACCOUNT, PLACE, PROVIDER_ARN, REPOSITORY_ARN } from "./testdata/iam.ts";

const STAGES = ["dev", "prod2"];
/** With everything that is optional. */
const CONFIG: BuildingConfig = {
  images: true,
  platform: "linux/arm64",
  keepImages: 200,
  deleteImagesWithRepository: false,
  pullAccounts: [],
  stages: STAGES,
  promotions: { prod2: "dev" },
  githubProvider: "create",
  stateBucket: { name: "any-name.of-a-bucket" },
  tags: {},
};

const policyResource = (name: string, document: unknown): CheckedResource => ({
  urn: `urn:pulumi:main::switchyard-foundation::aws:iam/policy:Policy::${name}`,
  type: "aws:iam/policy:Policy",
  name,
  props: { policy: JSON.stringify(document), tags: { project: "switchyard" } },
  ignoreChanges: [],
  protect: false,
});

const roles = rolePlans(CONFIG, "main").flatMap(({ environment, policies }) =>
  Object.entries(
    policies({
      place: PLACE,
      repositoryArn: REPOSITORY_ARN,
      providerArn: PROVIDER_ARN,
      boundaryArns: Object.fromEntries(
        STAGES.map((stage) => [stage, `arn:aws:iam::${ACCOUNT}:policy/${stage}`]),
      ),
      state: {
        bucketArn: "arn:aws:s3:::any-name.of-a-bucket",
        keyArn: `arn:aws:kms:us-east-1:${ACCOUNT}:key/1`,
      },
    }),
  ).map(([part, document]) => policyResource(`github-${environment}-${part}`, document)),
);
const boundaries = [
  policyResource("any-stage-boundary", boundaryPolicy(PLACE, "*", [])),
  ...STAGES.map((stage) => policyResource(`${stage}-boundary`, boundaryPolicy(PLACE, stage, []))),
];

describe("wildcards in the policies of the foundation", () => {
  it("have all been reviewed", () => {
    expect(checkStack([...roles, ...boundaries], { unknown: "fail" })).toEqual([]);
  });

  it("are all there still", () => {
    const ours = REVIEWED_WILDCARDS.filter(({ project }) => project === "switchyard-foundation");
    expect(ours.length).toBeGreaterThan(50);
    expect(unusedReviews([...roles, ...boundaries], ours)).toEqual([]);
  });
});

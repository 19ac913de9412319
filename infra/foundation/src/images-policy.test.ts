import { describe, expect, it } from "vitest";
import { imagesPolicy } from "./images-policy.ts";
import { ACCOUNT, decide, PROVIDER_ARN, REPOSITORY_ARN } from "./testdata/iam.ts";

const POLICIES = { push: imagesPolicy({ repositoryArn: REPOSITORY_ARN, providerArn: PROVIDER_ARN }) };
const OTHER = `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/somebody-elses`;

describe("imagesPolicy", () => {
  it("allows logging in and every call of a push", () => {
    expect(decide(POLICIES, { action: "ecr:GetAuthorizationToken", resource: "*" })).toBe("allowed");
    for (const action of [
      "ecr:BatchCheckLayerAvailability",
      "ecr:InitiateLayerUpload",
      "ecr:UploadLayerPart",
      "ecr:CompleteLayerUpload",
      "ecr:PutImage",
      "ecr:BatchGetImage",
    ]) {
      expect(decide(POLICIES, { action, resource: REPOSITORY_ARN })).toBe("allowed");
      expect(decide(POLICIES, { action, resource: OTHER })).toBe("not-allowed");
    }
  });

  it("can neither delete an image nor say how tags move or who may pull", () => {
    for (const action of [
      "ecr:BatchDeleteImage",
      "ecr:PutImageTagMutability",
      "ecr:PutLifecyclePolicy",
      "ecr:SetRepositoryPolicy",
      "ecr:DeleteRepository",
    ]) {
      expect(decide(POLICIES, { action, resource: REPOSITORY_ARN })).toBe("not-allowed");
    }
  });
});

import { describe, expect, it } from "vitest";
import { repositoryArnOf, repositoryPolicy } from "./repository-policy.ts";
import { PLACE } from "./testdata/iam.ts";

const PULL = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
const lambdaOf = (account: string) => ({
  Sid: `LambdaOf${account}`,
  Effect: "Allow",
  Principal: { Service: "lambda.amazonaws.com" },
  Action: PULL,
  Condition: {
    StringLike: { "aws:sourceARN": `arn:aws:lambda:us-east-1:${account}:function:switchyard-*` },
  },
});

describe("repositoryPolicy", () => {
  it("lets Lambda pull for our functions of the account", () => {
    expect(repositoryPolicy(PLACE, []).Statement).toEqual([lambdaOf("111122223333")]);
  });

  it("gives another account two statements, for its people and for its functions", () => {
    expect(repositoryPolicy(PLACE, ["444455556666"]).Statement.slice(1)).toEqual([
      {
        Sid: "Account444455556666",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::444455556666:root" },
        Action: PULL,
      },
      lambdaOf("444455556666"),
    ]);
  });
});

describe("repositoryArnOf", () => {
  it("reads account, region and name from the address", () => {
    expect(repositoryArnOf("aws", "444455556666.dkr.ecr.eu-west-1.amazonaws.com/switchyard-router")).toBe(
      "arn:aws:ecr:eu-west-1:444455556666:repository/switchyard-router",
    );
    expect(repositoryArnOf("aws-cn", "444455556666.dkr.ecr.cn-north-1.amazonaws.com.cn/a/b")).toBe(
      "arn:aws-cn:ecr:cn-north-1:444455556666:repository/a/b",
    );
  });

  it("refuses what is no repository of ECR", () => {
    expect(() => repositoryArnOf("aws", "ghcr.io/acme/router")).toThrow(
      'Expected the address of an ECR repository (<account>.dkr.ecr.<region>.amazonaws.com/<name>), found "ghcr.io/acme/router".',
    );
  });
});

import type { Place } from "./place.ts";

interface ResourceStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Principal: { readonly AWS: string } | { readonly Service: string };
  readonly Action: readonly string[];
  readonly Condition?: { readonly StringLike: Readonly<Record<string, string>> };
}

interface RepositoryPolicy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly ResourceStatement[];
}

const PULL = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"] as const;

/**
 * Who may pull the images: Lambda on behalf of our functions, here and in the accounts listed. Another account needs two
 * statements: its people name the image, and its functions fetch it, again whenever they were idle for long.
 *
 * Without the statement for this account Lambda would write it itself, which each deploy role had to be allowed then.
 */
export function repositoryPolicy(place: Place, pullAccounts: readonly string[]): RepositoryPolicy {
  const { partition, region, accountId } = place;
  const lambdaOf = (account: string): ResourceStatement => ({
    Sid: `LambdaOf${account}`,
    Effect: "Allow",
    Principal: { Service: "lambda.amazonaws.com" },
    Action: PULL,
    Condition: {
      StringLike: {
        "aws:sourceARN": `arn:${partition}:lambda:${region}:${account}:function:switchyard-*`,
      },
    },
  });
  return {
    Version: "2012-10-17",
    Statement: [
      lambdaOf(accountId),
      ...pullAccounts.flatMap((account): readonly ResourceStatement[] => [
        {
          Sid: `Account${account}`,
          Effect: "Allow",
          Principal: { AWS: `arn:${partition}:iam::${account}:root` },
          Action: PULL,
        },
        lambdaOf(account),
      ]),
    ],
  };
}

/** ARN of the repository behind `<account>.dkr.ecr.<region>.amazonaws.com/<name>`, another account's too. */
export function repositoryArnOf(partition: string, repositoryUrl: string): string {
  const parts = /^(\d{12})\.dkr[.-]ecr\.([a-z0-9-]+)\.[^/]+\/(.+)$/.exec(repositoryUrl);
  if (parts === null) {
    throw new Error(
      `Expected the address of an ECR repository (<account>.dkr.ecr.<region>.amazonaws.com/<name>), found ${JSON.stringify(repositoryUrl)}.`,
    );
  }
  const [, accountId, region, name] = parts;
  return `arn:${partition}:ecr:${region}:${accountId}:repository/${name}`;
}

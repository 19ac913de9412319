import type { GithubConfig } from "./foundation-schema.ts";

/** Issuer of the identity tokens of GitHub's workflows. */
export const GITHUB_ISSUER = "token.actions.githubusercontent.com";
/** Whom the tokens are for: what `aws-actions/configure-aws-credentials` asks GitHub for. */
export const AUDIENCE = "sts.amazonaws.com";

interface TrustDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly {
    readonly Effect: "Allow";
    readonly Action: "sts:AssumeRoleWithWebIdentity";
    readonly Principal: { readonly Federated: string };
    readonly Condition: { readonly StringEquals: Readonly<Record<string, string | readonly string[]>> };
  }[];
}

/**
 * Lets the jobs of one environment of one repository take on the role, and nobody else. GitHub names the repository with
 * ids where it was made, renamed or transferred after July 2026, and without them where it is older.
 */
export function githubTrust(providerArn: string, github: GithubConfig, environment: string): TrustDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRoleWithWebIdentity",
        Principal: { Federated: providerArn },
        Condition: {
          StringEquals: {
            [`${GITHUB_ISSUER}:aud`]: AUDIENCE,
            [`${GITHUB_ISSUER}:sub`]: subjects(github, environment),
          },
        },
      },
    ],
  };
}

function subjects({ owner, ownerId, repository, repositoryId }: GithubConfig, environment: string) {
  return [
    `repo:${owner}/${repository}:environment:${environment}`,
    `repo:${owner}@${ownerId}/${repository}@${repositoryId}:environment:${environment}`,
  ];
}

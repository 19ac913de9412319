import { allow, type PolicyDocument, policy } from "./policy-document.ts";

interface ImagesTarget {
  readonly repositoryArn: string;
  /** Of GitHub's provider: the program looks up one that exists already whatever it deploys. */
  readonly providerArn: string;
}

/** What the job that builds images may do: push to one repository. It can neither delete an image nor move a tag. */
export function imagesPolicy({ repositoryArn, providerArn }: ImagesTarget): PolicyDocument {
  return policy([
    // A token for the registry; it opens what the role may do there.
    allow("LogIn", ["ecr:GetAuthorizationToken"], ["*"]),
    allow(
      "Push",
      [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:CompleteLayerUpload",
        "ecr:DescribeImages",
        "ecr:DescribeRepositories",
        "ecr:GetDownloadUrlForLayer",
        "ecr:GetLifecyclePolicy",
        "ecr:InitiateLayerUpload",
        "ecr:ListTagsForResource",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
      ],
      [repositoryArn],
    ),
    allow("ReadProvider", ["iam:GetOpenIDConnectProvider"], [providerArn]),
  ]);
}

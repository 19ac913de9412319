import { isNarrowed } from "../conditions.ts";
import type { Rule } from "../model.ts";
import { readDocument, type Statement } from "../policy-document.ts";
import { at } from "../values.ts";
import { verdictsOf } from "../verdicts.ts";

const name = "no-public-policies";
const { broken, unknown } = verdictsOf(name);

/** Where a policy says who may use a resource, by type. */
const POLICY_PROPERTY: Readonly<Record<string, string>> = {
  "aws:apigateway/restApi:RestApi": "policy",
  "aws:apigateway/restApiPolicy:RestApiPolicy": "policy",
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": "policyDocument",
  "aws:dynamodb/resourcePolicy:ResourcePolicy": "policy",
  "aws:ecr/repositoryPolicy:RepositoryPolicy": "policy",
  "aws:iam/role:Role": "assumeRolePolicy",
  "aws:kms/key:Key": "policy",
  "aws:kms/keyPolicy:KeyPolicy": "policy",
  "aws:lambda/layerVersionPermission:LayerVersionPermission": "policy",
  "aws:s3/bucket:Bucket": "policy",
  "aws:s3/bucketPolicy:BucketPolicy": "policy",
  "aws:secretsmanager/secret:Secret": "policy",
  "aws:secretsmanager/secretPolicy:SecretPolicy": "policy",
  "aws:sns/topic:Topic": "policy",
  "aws:sns/topicPolicy:TopicPolicy": "policy",
  "aws:sqs/queue:Queue": "policy",
  "aws:sqs/queuePolicy:QueuePolicy": "policy",
};

/** What a resource's own policy allows to anyone, anyone may do from any account. */
export const noPublicPolicies: Rule = {
  name,
  description: "No policy of a resource lets in everybody.",
  check: (stack) =>
    stack.flatMap((resource) => {
      const property = POLICY_PROPERTY[resource.type];
      if (property === undefined) return [];
      const document = readDocument(at(resource.props, property));
      switch (document.kind) {
        case "absent":
          return [];
        case "unknown":
          return [unknown(resource, property)];
        case "malformed":
          return [broken(resource, `${property}: ${document.problem}.`)];
        case "read":
          return document.statements
            .filter((statement) => isOpen(statement) && !isNarrowed(statement))
            .map(({ label }) =>
              broken(
                resource,
                `${property}, ${label}: expected a named principal, or a condition on whose request it is, found everybody. ` +
                  "Name the account or service, or add a condition on aws:SourceArn, aws:SourceAccount or aws:PrincipalOrgID.",
              ),
            );
      }
    }),
};

function isOpen({ effect, principals, negations }: Statement): boolean {
  if (effect !== "Allow") return false;
  return negations.includes("NotPrincipal") || principals.some(({ id }) => /[*?]/.test(id));
}

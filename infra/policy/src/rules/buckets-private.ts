import { companionProblems } from "../companions.ts";
import type { CheckedResource, Rule, Violation } from "../model.ts";
import { at, isUnknown, ofType, show } from "../values.ts";
import { verdictsOf } from "../verdicts.ts";

const name = "buckets-private";
const verdicts = verdictsOf(name);
const { broken, expect, unknown } = verdicts;

const BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const SETTINGS = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

const NO_BLOCK =
  "expected a BucketPublicAccessBlock for this bucket, found none. Add one with all four settings on.";

export const bucketsPrivate: Rule = {
  name,
  description: "Each bucket has a public access block with all four settings on, and no public ACL.",
  check: (stack) => [
    ...ofType(stack, "aws:s3/bucket:Bucket").flatMap((bucket) =>
      companionProblems(stack, bucket, BLOCK, verdicts, NO_BLOCK),
    ),
    ...ofType(stack, BLOCK).flatMap((block) =>
      SETTINGS.flatMap((setting) =>
        expect(block, setting, {
          isRight: (value) => value === true,
          expected: "true",
          advice: "Turn on all four settings.",
        }),
      ),
    ),
    ...ofType(stack, "aws:s3/bucket:Bucket", "aws:s3/bucketAcl:BucketAcl").flatMap(aclProblems),
  ],
};

function aclProblems(resource: CheckedResource): readonly Violation[] {
  const acl = at(resource.props, "acl");
  if (isUnknown(acl)) return [unknown(resource, "acl")];
  if (acl === undefined || acl === "private") return [];
  return [broken(resource, `acl: expected private or nothing, found ${show(acl)}. Leave it out.`)];
}

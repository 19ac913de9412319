import { companionProblems } from "../companions.ts";
import type { CheckedResource, Rule, Violation } from "../model.ts";
import { at, isUnknown, ofType } from "../values.ts";
import { verdictsOf } from "../verdicts.ts";

const name = "encryption-on";
const verdicts = verdictsOf(name);
const { expect, unknown } = verdicts;

const BUCKET_ENCRYPTION =
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
const NO_ENCRYPTION =
  "expected a BucketServerSideEncryptionConfiguration for this bucket, found none. Add one.";

/** DynamoDB and CloudWatch Logs encrypt by themselves, so nothing is asked of them. */
export const encryptionOn: Rule = {
  name,
  description:
    "What is kept is encrypted: queues, buckets, cached answers; keys of ours are renewed each year.",
  check: (stack) => [
    ...ofType(stack, "aws:sqs/queue:Queue").flatMap(queueProblems),
    ...ofType(stack, "aws:s3/bucket:Bucket").flatMap((bucket) => bucketProblems(stack, bucket)),
    ...ofType(stack, "aws:apigateway/methodSettings:MethodSettings").flatMap(cacheProblems),
    ...ofType(stack, "aws:kms/key:Key").flatMap(keyProblems),
  ],
};

function queueProblems(queue: CheckedResource): readonly Violation[] {
  // A key of ours takes the place of SQS's own; which one it is does not matter.
  if (at(queue.props, "kmsMasterKeyId") !== undefined) return [];
  return expect(queue, "sqsManagedSseEnabled", {
    isRight: (value) => value === true,
    expected: "true, or a key under kmsMasterKeyId",
    advice: "Set sqsManagedSseEnabled: true.",
  });
}

function bucketProblems(stack: readonly CheckedResource[], bucket: CheckedResource): readonly Violation[] {
  if (at(bucket.props, "serverSideEncryptionConfiguration") !== undefined) return [];
  return companionProblems(stack, bucket, BUCKET_ENCRYPTION, verdicts, NO_ENCRYPTION);
}

function cacheProblems(settings: CheckedResource): readonly Violation[] {
  const caching = at(settings.props, "settings.cachingEnabled");
  const encryption = expect(settings, "settings.cacheDataEncrypted", {
    isRight: (value) => value === true,
    expected: "true where cachingEnabled is true",
    advice: "Answers may hold personal data: set cacheDataEncrypted: true.",
  });
  if (isUnknown(caching))
    return encryption.length === 0 ? [] : [unknown(settings, "settings.cachingEnabled")];
  return caching === true ? encryption : [];
}

function keyProblems(key: CheckedResource): readonly Violation[] {
  const kinds = [
    at(key.props, "keyUsage") ?? "ENCRYPT_DECRYPT",
    at(key.props, "customerMasterKeySpec") ?? "SYMMETRIC_DEFAULT",
  ];
  // AWS renews no other keys than these.
  const others = kinds.filter(
    (kind) => kind !== "ENCRYPT_DECRYPT" && kind !== "SYMMETRIC_DEFAULT" && !isUnknown(kind),
  );
  if (others.length > 0) return [];
  return expect(key, "enableKeyRotation", {
    isRight: (value) => value === true,
    expected: "true",
    advice: "Set enableKeyRotation: true.",
  });
}

import type { CheckedResource, Violation } from "./model.ts";
import { at, isUnknown, ofType } from "./values.ts";
import type { Verdicts } from "./verdicts.ts";

/**
 * Judges whether a bucket has the resource of a type that holds one of its settings: S3 has most settings outside of
 * the bucket. One that may be it is unknown: a bucket without a name gets one in the deployment.
 */
export function companionProblems(
  stack: readonly CheckedResource[],
  bucket: CheckedResource,
  type: string,
  { broken, unknown }: Verdicts,
  message: string,
): readonly Violation[] {
  const candidates = ofType(stack, type);
  const known = [at(bucket.props, "bucket"), at(bucket.props, "id")].filter(
    (value) => value !== undefined && !isUnknown(value),
  );
  if (candidates.some(({ props }) => known.includes(at(props, "bucket")))) return [];
  const isOpen = candidates.some(({ props }) => known.length === 0 || isUnknown(at(props, "bucket")));
  return [isOpen ? unknown(bucket, "bucket") : broken(bucket, message)];
}

import type { CheckedResource } from "./model.ts";
import { at, isUnknown, ofType } from "./values.ts";

export type Companion =
  | { readonly kind: "found"; readonly resource: CheckedResource }
  | { readonly kind: "none" }
  /** One that may be it: a bucket without a name gets one in the deployment. */
  | { readonly kind: "unknown" };

/** The resource of a type that holds a setting of a bucket: S3 has most settings outside of the bucket. */
export function companionOf(
  stack: readonly CheckedResource[],
  bucket: CheckedResource,
  type: string,
): Companion {
  const candidates = ofType(stack, type);
  const known = [at(bucket.props, "bucket"), at(bucket.props, "id")].filter(
    (value) => value !== undefined && !isUnknown(value),
  );
  const match = candidates.find(({ props }) => known.includes(at(props, "bucket")));
  if (match !== undefined) return { kind: "found", resource: match };
  const isOpen = candidates.some(({ props }) => known.length === 0 || isUnknown(at(props, "bucket")));
  return { kind: isOpen ? "unknown" : "none" };
}

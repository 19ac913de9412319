import type { CheckedResource } from "./model.ts";
import { type ReadDocument, readDocument } from "./policy-document.ts";
import { at, isFields, isUnknown, ofType } from "./values.ts";

/** A document that says what somebody may do. */
export interface IdentityPolicy {
  readonly resource: CheckedResource;
  /** Of the property that holds it. */
  readonly path: string;
  readonly document: ReadDocument;
}

const HOLDERS = [
  "aws:iam/groupPolicy:GroupPolicy",
  "aws:iam/policy:Policy",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/userPolicy:UserPolicy",
];

export function identityPoliciesOf(stack: readonly CheckedResource[]): readonly IdentityPolicy[] {
  const holders = ofType(stack, ...HOLDERS);
  // After the deployment a role lists the policies too that are resources of their own: once is enough.
  const listed = holders.map(({ props }) => at(props, "name"));
  return [
    ...holders.map((resource) => ({
      resource,
      path: "policy",
      document: readDocument(at(resource.props, "policy")),
    })),
    ...ofType(stack, "aws:iam/role:Role").flatMap((resource) =>
      inlineOf(at(resource.props, "inlinePolicies"))
        .map((inline, index) => ({ inline, path: `inlinePolicies.${index}` }))
        .filter(({ inline }) => at(inline, "name") === undefined || !listed.includes(at(inline, "name")))
        .map(({ inline, path }) => ({
          resource,
          path,
          document: readDocument(isFields(inline) ? at(inline, "policy") : inline),
        })),
    ),
  ];
}

function inlineOf(value: unknown): readonly unknown[] {
  if (isUnknown(value)) return [value];
  return Array.isArray(value) ? value : [];
}

/** Whole policies of AWS that a role is given, each with the path of the property that names it. */
export function managedPoliciesOf(
  stack: readonly CheckedResource[],
): readonly { readonly resource: CheckedResource; readonly path: string; readonly arn: unknown }[] {
  return [
    ...ofType(stack, "aws:iam/rolePolicyAttachment:RolePolicyAttachment").map((resource) => ({
      resource,
      path: "policyArn",
      arn: at(resource.props, "policyArn"),
    })),
    ...ofType(stack, "aws:iam/role:Role").flatMap((resource) => {
      const arns = at(resource.props, "managedPolicyArns");
      if (isUnknown(arns)) return [{ resource, path: "managedPolicyArns", arn: arns }];
      if (!Array.isArray(arns)) return [];
      return arns.map((arn: unknown, index) => ({ resource, path: `managedPolicyArns.${index}`, arn }));
    }),
  ];
}

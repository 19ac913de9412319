import { AwsError } from "./aws-error.ts";
import { evaluateResourcePolicy } from "./iam/evaluate.ts";
import { type PolicyDocument, parsePolicy } from "./iam/policy.ts";

/** What another service of AWS wants of a resource that has a policy. */
export interface ServiceRequest {
  /** For example `sns.amazonaws.com`. */
  readonly principalService: string;
  /** For example `sqs:SendMessage`. */
  readonly action: string;
  readonly resource: string;
  /** The resource on whose behalf the service asks. */
  readonly sourceArn: string;
}

/** Throws `AccessDeniedException` unless the resource's policy allows it. */
export function checkServiceMay(policy: PolicyDocument | undefined, request: ServiceRequest): void {
  const { principalService, action, resource, sourceArn } = request;
  if (policy !== undefined) {
    const account = sourceArn.split(":")[4] ?? "";
    const decision = evaluateResourcePolicy(policy, {
      principalService,
      action,
      resource,
      context: {
        "aws:sourcearn": [sourceArn],
        "aws:sourceaccount": [account],
        // What topics have in their default policy; other services have given it up.
        "aws:sourceowner": [account],
        "aws:securetransport": ["true"],
      },
    });
    if (decision.kind === "allowed") return;
  }
  throw new AwsError(
    "AccessDeniedException",
    `${principalService} is not authorized to perform: ${action} on resource: ${resource} on behalf of ${sourceArn}, because no resource-based policy allows it`,
    403,
  );
}

/** Reads a resource's policy. Throws what `invalid` makes of the reason when it is none. */
export function readResourcePolicy(text: string, invalid: (reason: string) => AwsError): PolicyDocument {
  try {
    return parsePolicy(text, "resource");
  } catch (error) {
    throw error instanceof AwsError ? invalid(error.message) : error;
  }
}

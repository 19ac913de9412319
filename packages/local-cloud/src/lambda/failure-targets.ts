import { AwsError } from "../aws-error.ts";
import type { Authority } from "../ports.ts";
import { invalidParameter } from "./errors.ts";

/** Where an event goes that was given up. */
export type FailureTarget = "sqs" | "sns" | "lambda";

const PATTERNS: Readonly<Record<FailureTarget, RegExp>> = {
  sqs: /^arn:aws:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}$/,
  sns: /^arn:aws:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/,
  lambda: /^arn:aws:lambda:[a-z0-9-]+:\d{12}:function:[\w-]{1,64}(?::[\w$-]{1,128})?$/,
};

/** What the role of a function needs in order to reach a target, and how Lambda's refusals call it. */
const CALLS: Readonly<Record<FailureTarget, { readonly action: string; readonly call: string }>> = {
  sqs: { action: "sqs:SendMessage", call: "SendMessage" },
  sns: { action: "sns:Publish", call: "Publish" },
  lambda: { action: "lambda:InvokeFunction", call: "InvokeFunction" },
};

/** The kind of target behind an ARN; undefined for what the local cloud cannot reach, FIFO queues and topics included. */
export function targetOf(arn: string): FailureTarget | undefined {
  return (["sqs", "sns", "lambda"] as const).find((kind) => PATTERNS[kind].test(arn));
}

/** Whether a role may reach a target. Throws `AwsError` unless it may. */
export function authorizeTarget(
  authority: Authority,
  role: { readonly roleArn: string; readonly functionName: string },
  arn: string,
): void {
  const kind = targetOf(arn);
  if (kind === undefined) throw invalidParameter(`The local cloud cannot send events to ${arn}.`);
  authority.authorize(
    { kind: "role", roleArn: role.roleArn, sessionName: role.functionName },
    CALLS[kind].action,
    arn,
  );
}

/** Checks the dead-letter target of a function. Throws `InvalidParameterValueException`. */
export function checkDeadLetterTarget(
  authority: Authority,
  role: { readonly roleArn: string; readonly functionName: string },
  arn: string,
): void {
  const kind = targetOf(arn);
  if (kind !== "sqs" && kind !== "sns") {
    throw invalidParameter(
      `The dead-letter target ${arn} is not supported: expected the ARN of a standard queue of SQS or topic of SNS.`,
    );
  }
  refusing(
    () => authorizeTarget(authority, role, arn),
    `The provided execution role does not have permissions to call ${CALLS[kind].call} on ${kind.toUpperCase()}`,
  );
}

/** Checks a destination for failed events. Throws `InvalidParameterValueException`. */
export function checkDestination(
  authority: Authority,
  role: { readonly roleArn: string; readonly functionName: string },
  arn: string,
): void {
  const kind = targetOf(arn);
  if (kind === undefined) {
    throw invalidParameter(
      `The destination ${arn} is not supported: expected the ARN of a function, or of a standard queue or topic.`,
    );
  }
  refusing(
    () => authorizeTarget(authority, role, arn),
    `The function's execution role does not have permissions to call ${CALLS[kind].call} on ${arn}`,
  );
}

function refusing(check: () => void, message: string): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw invalidParameter(message);
  }
}

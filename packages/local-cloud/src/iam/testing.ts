import { MACHINE } from "../clock.ts";
import { memoryStore } from "../store.ts";
import { createIam } from "./iam.ts";

export const LAMBDA_TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
});

export const ROLE_ARN = "arn:aws:iam::000000000000:role/router";

/** A policy of one Allow. */
export function allow(action: string | readonly string[], resource = "*"): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action: action, Resource: resource },
  });
}

/** IAM at a time that the test moves, with one role, `router`, that Lambda may assume. */
export function iamWithRole() {
  const time = { nowMs: Date.parse("2026-01-02T03:04:05Z") };
  const store = memoryStore();
  const clock = { nowMs: () => time.nowMs, timer: MACHINE.timer };
  const iam = createIam({ store, clock });
  iam.operations.CreateRole({ RoleName: "router", AssumeRolePolicyDocument: LAMBDA_TRUST });
  return { ...iam, time, store, clock };
}

/** The code of the AwsError that a call throws. */
export function codeOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof Error && "code" in error) return String(error.code);
    throw error;
  }
  throw new Error("Expected an error, found a result.");
}

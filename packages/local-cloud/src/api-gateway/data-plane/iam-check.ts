import { AwsError } from "../../aws-error.ts";
import type { Authority, Caller } from "../../ports.ts";
import { failure, type GatewayFailure } from "./failure.ts";
import { type GatewayRequest, headerValues } from "./request.ts";

/** A caller whose credentials have been accepted. */
export interface IamCaller {
  readonly kind: "caller";
  readonly caller: Caller;
  readonly accessKeyId: string;
}

/** The part of IAM that API Gateway asks. */
export type GatewayAuthority = Pick<Authority, "authenticate" | "authorize">;

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/\d{8}\/[a-z0-9-]+\/execute-api\/aws4_request,\s*SignedHeaders=[^,\s]+,\s*Signature=[0-9a-f]{64}$/;

/**
 * Checks a request to a method with `AWS_IAM`: who signed it, and whether that caller may invoke the method.
 * Signatures themselves are not recomputed. Without an authority nobody is let in.
 */
export function checkIam(
  authority: GatewayAuthority | undefined,
  request: GatewayRequest,
  methodArn: string,
): IamCaller | GatewayFailure {
  const authorization = headerValues(request, "authorization")?.[0];
  if (authorization === undefined) return failure("MISSING_AUTHENTICATION_TOKEN");
  const accessKeyId = AUTHORIZATION.exec(authorization)?.[1];
  if (accessKeyId === undefined) {
    const message =
      "Authorization header requires 'Credential', 'SignedHeaders' and 'Signature' of AWS4-HMAC-SHA256 for the service execute-api.";
    return failure("INVALID_SIGNATURE", { message });
  }
  if (authority === undefined) {
    return failure("ACCESS_DENIED", {
      detail: "The local cloud was opened without IAM, so AWS_IAM methods let nobody in.",
    });
  }
  try {
    const caller = authority.authenticate(accessKeyId, headerValues(request, "x-amz-security-token")?.[0]);
    authority.authorize(caller, "execute-api:Invoke", methodArn);
    return { kind: "caller", caller, accessKeyId };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (error.code === "AccessDeniedException") return failure("ACCESS_DENIED", { message: error.message });
    return error.code.startsWith("ExpiredToken") ? failure("EXPIRED_TOKEN") : failure("INVALID_SIGNATURE");
  }
}

/** Whether a caller may make the gateway forget a cached answer. */
export function mayInvalidate(
  authority: GatewayAuthority | undefined,
  caller: IamCaller | undefined,
  methodArn: string,
): boolean {
  if (authority === undefined || caller === undefined) return false;
  try {
    authority.authorize(caller.caller, "execute-api:InvalidateCache", methodArn);
    return true;
  } catch (error) {
    if (error instanceof AwsError) return false;
    throw error;
  }
}

import { AwsError } from "../aws-error.ts";
import type { RequestHead } from "./message.ts";

/** What a SigV4 signature says about its sender. */
export interface SignedBy {
  readonly accessKeyId: string;
  readonly region: string;
  /** Service of the credential scope, for example `monitoring` for CloudWatch. */
  readonly signingName: string;
  readonly sessionToken: string | undefined;
}

const ALGORITHM = "AWS4-HMAC-SHA256";
const SCOPE = /^([\w.~+=-]+)\/(\d{8})\/([a-z0-9-]+)\/([a-zA-Z0-9_.-]+)\/aws4_request$/;

/**
 * Reads the `Authorization` header. The signature itself is not verified: the account's own key may be any
 * text, and a role session is proved by its token. So presigned requests are refused, which carry all of it in
 * the query string: anybody could write a link that acts, and nothing here needs one.
 */
export function readSignature(request: RequestHead): SignedBy {
  const authorization = request.headers["authorization"];
  if (authorization !== undefined) {
    const credential = credentialOf(authorization);
    return { ...readScope(credential), sessionToken: request.headers["x-amz-security-token"] };
  }
  throw new AwsError(
    "MissingAuthenticationTokenException",
    "Missing Authentication Token. Expected an Authorization header of AWS Signature Version 4: use an AWS SDK or the AWS CLI with any access key, for example AWS_ACCESS_KEY_ID=test and AWS_SECRET_ACCESS_KEY=test.",
    403,
  );
}

function credentialOf(authorization: string): string {
  const [algorithm = "", ...rest] = authorization.trim().split(/\s+/);
  if (algorithm !== ALGORITHM)
    throw incomplete(`${ALGORITHM} as the Authorization header's scheme`, algorithm);
  const parts = new Map(
    rest
      .join("")
      .split(",")
      .map((part) => splitOnce(part)),
  );
  for (const name of ["Credential", "SignedHeaders", "Signature"]) {
    if ((parts.get(name) ?? "") === "") throw incomplete(`${name} in the Authorization header`, "none");
  }
  return parts.get("Credential") ?? "";
}

function readScope(credential: string): Omit<SignedBy, "sessionToken"> {
  const scope = SCOPE.exec(credential);
  if (scope === null)
    throw incomplete("<access key>/<yyyymmdd>/<region>/<service>/aws4_request as the credential", credential);
  const [, accessKeyId = "", , region = "", signingName = ""] = scope;
  return { accessKeyId, region, signingName };
}

function splitOnce(part: string): readonly [string, string] {
  const at = part.indexOf("=");
  return at < 0 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
}

function incomplete(expected: string, found: string): AwsError {
  return new AwsError(
    "IncompleteSignatureException",
    `Expected ${expected}, found ${JSON.stringify(found)}.`,
    403,
  );
}

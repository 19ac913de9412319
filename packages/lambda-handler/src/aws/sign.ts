import type { HttpRequest } from "@smithy/core/protocols";
import { Hash } from "@smithy/core/serde";
import { SignatureV4 } from "@smithy/signature-v4";
import type { Environment } from "../config.ts";

export type Sign = (request: HttpRequest) => Promise<HttpRequest>;

export interface SignerOptions {
  readonly region: string;
  /** What the requests are for, such as `lambda`. */
  readonly signingName: string;
  /** Where the credentials are. Read for each request: they may change. */
  readonly environment: Environment;
}

/** Signs requests with Lambda's credentials. Fails with a `CredentialsProviderError` when there are none. */
export function createSigner({ region, signingName, environment }: SignerOptions): Sign {
  const signer = new SignatureV4({
    service: signingName,
    region,
    sha256: Sha256,
    credentials: () => readCredentials(environment),
  });
  return async (request) => {
    const { headers, ...rest } = await signer.sign(request);
    return Object.assign(request, rest, { headers });
  };
}

class Sha256 extends Hash {
  constructor(secret?: ConstructorParameters<typeof Hash>[1]) {
    super("sha256", secret);
  }
}

async function readCredentials({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_SESSION_TOKEN: sessionToken,
}: Environment) {
  if (!accessKeyId || !secretAccessKey) {
    const message = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set, as Lambda sets them.";
    throw Object.assign(new Error(message), { name: "CredentialsProviderError" });
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}

import { AwsError } from "../aws-error.ts";
import type { Authority } from "../ports.ts";
import { createWireServer } from "./server.ts";
import type { Operation, Permission, WireService } from "./service.ts";

/** What every SDK client needs in order to reach a server on loopback. */
interface ClientSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  readonly maxAttempts: number;
}

/** An authority with one role session, key `ASIAROLE` and token `role-token`, and a list of what it may do. */
export function authorityOf(allowed: readonly Permission[]): Authority {
  return {
    assumeRole: () => {
      throw new Error("This authority opens no sessions.");
    },
    authenticate: (accessKeyId, sessionToken) => {
      if (!accessKeyId.startsWith("ASIA")) return { kind: "account" };
      if (accessKeyId === "ASIAROLE" && sessionToken === "role-token") {
        return { kind: "role", roleArn: "arn:aws:iam::000000000000:role/r", sessionName: "s" };
      }
      throw new AwsError(
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
        403,
      );
    },
    authorize: (_caller, action, resource) => {
      if (allowed.some((each) => each.action === action && each.resource === resource)) return;
      throw new AwsError(
        "AccessDeniedException",
        `not authorized to perform: ${action} on resource: ${resource}`,
        403,
      );
    },
  };
}

/** A service of the given operations that role sessions may call when they hold `<signingName>:<operation>` on `*`. */
export function serviceOf(
  signingName: string,
  schemas: object,
  operations: Readonly<Record<string, Operation>>,
): WireService {
  return {
    signingName,
    schemas,
    operations,
    permissions: (operation) =>
      operation === "TagResource" ? undefined : [{ action: `${signingName}:${operation}`, resource: "*" }],
  };
}

/** A running server, the settings for its clients, and the defects that it met. */
export async function serve(
  services: readonly WireService[],
  allowed: readonly Permission[] = [],
  limits: { readonly requestTimeoutMs?: number } = {},
) {
  const defects: string[] = [];
  const server = await createWireServer({
    services,
    authority: authorityOf(allowed),
    region: "us-east-1",
    ...limits,
    onDefect: (error, operation) => void defects.push(`${operation} ${String(error)}`),
  });
  const settings: ClientSettings = {
    endpoint: server.url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  };
  return { ...server, settings, defects };
}

/** An `Authorization` header as any client may send it to the local cloud. */
export function signedFor(signingName: string, region = "us-east-1", accessKeyId = "test"): string {
  return `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260102/${region}/${signingName}/aws4_request, SignedHeaders=host, Signature=00`;
}

/** Waits for a rejection and hands over the error. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("Expected a rejection, found a result.");
}

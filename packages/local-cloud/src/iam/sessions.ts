import { randomBytes, timingSafeEqual } from "node:crypto";
import { AwsError } from "../aws-error.ts";
import type { Caller, Clock, SessionCredentials } from "../ports.ts";
import { newId } from "./names.ts";

interface Session {
  readonly token: string;
  readonly expiresAtMs: number;
  /** A role that was deleted and created anew has another id, and none of the old sessions. */
  readonly roleId: string;
  readonly caller: Caller & { readonly kind: "role" };
}

/**
 * Role sessions. They live in memory: credentials that an earlier process of the local cloud has issued
 * are unknown to the next one, which refuses them, as the processes that held them are gone too.
 */
export interface Sessions {
  readonly open: (
    role: { readonly arn: string; readonly id: string },
    sessionName: string,
    seconds: number,
  ) => SessionCredentials;
  /** Throws `UnrecognizedClientException` or `ExpiredTokenException`, both 403. */
  readonly find: (accessKeyId: string, sessionToken: string | undefined) => Caller;
}

/** Temporary keys begin so; every other key is one of the account's own. */
const TEMPORARY_KEY = "ASIA";

/** For so long an expired session is told that it expired; then it is forgotten. */
const KEPT_AFTER_EXPIRY_MS = 3_600_000;

export function createSessions(clock: Clock, roleIdOf: (roleArn: string) => string | undefined): Sessions {
  const sessions = new Map<string, Session>();

  return {
    open: (role, sessionName, seconds) => {
      for (const [key, session] of sessions) {
        if (clock.nowMs() >= session.expiresAtMs + KEPT_AFTER_EXPIRY_MS) sessions.delete(key);
      }
      const [accessKeyId, sessionToken] = [newId(TEMPORARY_KEY), randomBytes(96).toString("base64")];
      const expiresAtMs = clock.nowMs() + seconds * 1000;
      sessions.set(accessKeyId, {
        token: sessionToken,
        expiresAtMs,
        roleId: role.id,
        caller: { kind: "role", roleArn: role.arn, sessionName },
      });
      return { accessKeyId, secretAccessKey: randomBytes(30).toString("base64"), sessionToken, expiresAtMs };
    },

    find: (accessKeyId, sessionToken) => {
      if (!accessKeyId.startsWith(TEMPORARY_KEY)) return { kind: "account" };
      const session = sessions.get(accessKeyId);
      const isKnown = session !== undefined && isSame(session.token, sessionToken ?? "");
      if (!isKnown || roleIdOf(session.caller.roleArn) !== session.roleId) {
        throw new AwsError(
          "UnrecognizedClientException",
          "The security token included in the request is invalid.",
          403,
        );
      }
      if (clock.nowMs() >= session.expiresAtMs) {
        throw new AwsError(
          "ExpiredTokenException",
          "The security token included in the request is expired",
          403,
        );
      }
      return session.caller;
    },
  };
}

function isSame(expected: string, found: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(found)];
  return a.length === b.length && timingSafeEqual(a, b);
}

import type {
  AssumeRoleCommandInput,
  AssumeRoleCommandOutput,
  GetCallerIdentityCommandInput,
  GetCallerIdentityCommandOutput,
} from "@aws-sdk/client-sts";
import { ACCOUNT_ID } from "../account.ts";
import { AwsError } from "../aws-error.ts";
import type { Authority, Caller, Clock } from "../ports.ts";
import type { OperationContext } from "../wire/service.ts";
import { assumedRoleArn, roleContext } from "./authority.ts";
import { evaluateResourcePolicy } from "./evaluate.ts";
import { invalid, refuseUnsupported, required, requireName } from "./names.ts";
import { parsePolicy } from "./policy.ts";
import type { RoleRecord, RoleStore } from "./role-store.ts";
import type { Sessions } from "./sessions.ts";

type Output<T> = Omit<T, "$metadata">;

const DEFAULT_SESSION_SECONDS = 3600;
const MAX_CHAINED_SECONDS = 3600;

export interface StsDeps {
  readonly roles: RoleStore;
  readonly sessions: Sessions;
  readonly authority: Authority;
  readonly clock: Clock;
}

/** Operations of STS. */
export function createStsOperations({ roles, sessions, authority, clock }: StsDeps) {
  return {
    GetCallerIdentity: (
      _input: GetCallerIdentityCommandInput,
      { caller }: OperationContext,
    ): Output<GetCallerIdentityCommandOutput> => {
      if (caller.kind === "account") {
        return { UserId: ACCOUNT_ID, Account: ACCOUNT_ID, Arn: `arn:aws:iam::${ACCOUNT_ID}:root` };
      }
      const { roleArn, sessionName } = caller;
      const roleId = roles.byArn(roleArn)?.id ?? "AROA";
      return {
        UserId: `${roleId}:${sessionName}`,
        Account: ACCOUNT_ID,
        Arn: assumedRoleArn(roleArn, sessionName),
      };
    },

    AssumeRole: (
      input: AssumeRoleCommandInput,
      { caller }: OperationContext,
    ): Output<AssumeRoleCommandOutput> => {
      refuseUnsupported("AssumeRole", input, [
        "Policy",
        "PolicyArns",
        "Tags",
        "TransitiveTagKeys",
        "SerialNumber",
        "TokenCode",
        "SourceIdentity",
        "ProvidedContexts",
      ]);
      const roleArn = required("RoleArn", input.RoleArn);
      const sessionName = requireName("roleSessionName", input.RoleSessionName, 64);
      const role = roles.byArn(roleArn);
      if (role === undefined) throw mayNotAssume(caller, roleArn);
      requireTrust(role, caller, input.ExternalId);
      const seconds = readSeconds(input.DurationSeconds ?? DEFAULT_SESSION_SECONDS, role, caller);
      const credentials = sessions.open(role, sessionName, seconds);
      return {
        AssumedRoleUser: {
          AssumedRoleId: `${role.id}:${sessionName}`,
          Arn: assumedRoleArn(roleArn, sessionName),
        },
        Credentials: {
          AccessKeyId: credentials.accessKeyId,
          SecretAccessKey: credentials.secretAccessKey,
          SessionToken: credentials.sessionToken,
          Expiration: new Date(credentials.expiresAtMs),
        },
      };
    },
  };

  /**
   * A trust policy that names the caller suffices. One that names the account hands the decision to the
   * caller's own policies.
   */
  function requireTrust(role: RoleRecord, caller: Caller, externalId: string | undefined): void {
    const decision = evaluateResourcePolicy(parsePolicy(role.trustPolicy, "trust"), {
      ...(caller.kind === "role" ? { roleArn: caller.roleArn } : {}),
      action: "sts:AssumeRole",
      resource: role.arn,
      context: {
        ...roleContext(caller, role.arn, clock),
        "sts:externalid": externalId === undefined ? [] : [externalId],
      },
    });
    if (decision.kind === "delegated") authority.authorize(caller, "sts:AssumeRole", role.arn);
    else if (decision.kind !== "allowed") throw mayNotAssume(caller, role.arn);
  }
}

function readSeconds(seconds: number, role: RoleRecord, caller: Caller): number {
  if (seconds < 900) throw invalid(`Expected DurationSeconds of at least 900, found ${seconds}.`);
  if (caller.kind === "role" && seconds > MAX_CHAINED_SECONDS) {
    throw invalid(
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
    );
  }
  if (seconds <= role.maxSessionSeconds) return seconds;
  throw invalid("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
}

/** STS does not tell a role that is not there from one that does not trust the caller. */
function mayNotAssume(caller: Caller, roleArn: string): AwsError {
  const user =
    caller.kind === "account"
      ? `arn:aws:iam::${ACCOUNT_ID}:root`
      : assumedRoleArn(caller.roleArn, caller.sessionName);
  return new AwsError(
    "AccessDeniedException",
    `User: ${user} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
    403,
  );
}

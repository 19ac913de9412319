import { ACCOUNT_ID } from "../account.ts";
import { AwsError } from "../aws-error.ts";
import type { Authority, Caller, Clock } from "../ports.ts";
import type { ConditionContext } from "./conditions.ts";
import type { AccessRequest, Decision } from "./evaluate.ts";
import { evaluate, evaluateResourcePolicy } from "./evaluate.ts";
import { noSuchEntity } from "./names.ts";
import type { PolicyDocument } from "./policy.ts";
import { parsePolicy } from "./policy.ts";
import type { PolicyStore } from "./policy-store.ts";
import type { RoleRecord, RoleStore } from "./role-store.ts";
import type { Sessions } from "./sessions.ts";

/** Lambda's execution environments live shorter than that. */
const SERVICE_SESSION_SECONDS = 12 * 3600;

/** Policies are read at each decision, so a change takes effect with the next request. */
export function createAuthority(
  roles: RoleStore,
  policies: PolicyStore,
  sessions: Sessions,
  clock: Clock,
): Authority {
  return {
    assumeRole: (roleArn, sessionName, service) => {
      const role = roles.byArn(roleArn);
      if (role === undefined) throw noSuchEntity(`The role ${roleArn} cannot be found.`);
      const decision = evaluateResourcePolicy(parsePolicy(role.trustPolicy, "trust"), {
        principalService: service,
        action: "sts:AssumeRole",
        resource: roleArn,
        context: serviceContext(clock),
      });
      if (decision.kind !== "allowed") {
        throw new AwsError(
          "AccessDeniedException",
          `${service} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}. Allow it in the role's trust policy.`,
          403,
        );
      }
      return sessions.open(role, sessionName, SERVICE_SESSION_SECONDS);
    },

    authenticate: sessions.find,

    authorize: (caller, action, resource) => {
      if (caller.kind === "account") return;
      const role = roles.byArn(caller.roleArn);
      const documents = role === undefined ? [] : documentsOf(role, policies);
      const request = { action, resource, context: roleContext(caller, resource, clock) };
      const decision = evaluate(documents, request);
      if (decision.kind !== "allowed") throw denied(caller, request, decision, "identity-based policy");
      if (role?.boundaryArn === undefined) return;
      const within = evaluate([documentOf(role.boundaryArn, policies)], request);
      if (within.kind !== "allowed") throw denied(caller, request, within, "permissions boundary");
    },
  };
}

/** `arn:aws:sts::000000000000:assumed-role/<role>/<session>`: the role's name without its path. */
export function assumedRoleArn(roleArn: string, sessionName: string): string {
  const name = roleArn.slice(roleArn.lastIndexOf("/") + 1);
  return `arn:aws:sts::${ACCOUNT_ID}:assumed-role/${name}/${sessionName}`;
}

/** Condition keys of a request by a role session, or by the account itself. */
export function roleContext(caller: Caller, resource: string, clock: Clock): ConditionContext {
  const resourceAccount = resource.split(":")[4] ?? "";
  return {
    ...commonContext(clock),
    "aws:principalaccount": [ACCOUNT_ID],
    "aws:principalarn": [caller.kind === "role" ? caller.roleArn : `arn:aws:iam::${ACCOUNT_ID}:root`],
    "aws:principaltype": [caller.kind === "role" ? "AssumedRole" : "Account"],
    "aws:resourceaccount": resourceAccount === "" ? [] : [resourceAccount],
    "aws:sourcearn": [],
    "aws:sourceaccount": [],
  };
}

function serviceContext(clock: Clock): ConditionContext {
  return { ...commonContext(clock), "aws:sourceaccount": [ACCOUNT_ID], "aws:principalarn": [] };
}

function commonContext(clock: Clock): ConditionContext {
  const nowMs = clock.nowMs();
  return {
    "aws:currenttime": [new Date(nowMs).toISOString()],
    "aws:epochtime": [String(Math.floor(nowMs / 1000))],
    // Loopback without TLS stands for the endpoint that AWS serves over TLS alone.
    "aws:securetransport": ["true"],
    "aws:multifactorauthpresent": [],
  };
}

function documentsOf(role: RoleRecord, policies: PolicyStore): readonly PolicyDocument[] {
  const inline = Object.values(role.inline).map((text) => parsePolicy(text, "identity"));
  return [...inline, ...role.attached.map((arn) => documentOf(arn, policies))];
}

/** A managed policy in its default version. */
function documentOf(arn: string, policies: PolicyStore): PolicyDocument {
  const policy = policies.get(arn);
  const version = policy.versions.find(({ id }) => id === policy.defaultVersionId);
  return parsePolicy(version?.document ?? "", "identity");
}

/** What said no, in AWS's words. */
type Refuser = "identity-based policy" | "permissions boundary";

function denied(
  caller: Caller & { readonly kind: "role" },
  { action, resource }: AccessRequest,
  decision: Exclude<Decision, { readonly kind: "allowed" }>,
  refuser: Refuser,
): AwsError {
  const user = assumedRoleArn(caller.roleArn, caller.sessionName);
  const what = `User: ${user} is not authorized to perform: ${action} on resource: ${resource}`;
  return new AwsError("AccessDeniedException", `${what} ${reasonOf(decision, action, refuser)}`, 403);
}

function reasonOf(
  decision: Exclude<Decision, { readonly kind: "allowed" }>,
  action: string,
  refuser: Refuser,
): string {
  const article = refuser === "identity-based policy" ? "an" : "a";
  switch (decision.kind) {
    case "explicitly-denied":
      return `with an explicit deny in ${article} ${refuser}`;
    case "deny-unknown":
      return `because the local cloud does not supply the condition key ${decision.unknownKeys.join(", ")} of a Deny in ${article} ${refuser}`;
    case "not-allowed": {
      const allows = `because no ${refuser} allows the ${action} action`;
      if (decision.unknownKeys.length === 0) return allows;
      return `${allows} (an Allow asks for the condition key ${decision.unknownKeys.join(", ")}, which the local cloud does not supply)`;
    }
  }
}

import { ACCOUNT_ID } from "../account.ts";
import type { ConditionContext, Verdict } from "./conditions.ts";
import { holdAll } from "./conditions.ts";
import { matchesAction, matchesResource } from "./match.ts";
import type { PolicyDocument, Principal, Selection, Statement } from "./policy.ts";

export interface AccessRequest {
  /** For example `lambda:InvokeFunction`. */
  readonly action: string;
  /** ARN, or `*` for actions that know no resources. */
  readonly resource: string;
  /** Condition keys in lower case. */
  readonly context: ConditionContext;
}

export type Decision =
  | { readonly kind: "allowed" }
  | { readonly kind: "explicitly-denied" }
  /** Nothing allows it. `unknownKeys`: conditions that might have, had the local cloud supplied these keys. */
  | { readonly kind: "not-allowed"; readonly unknownKeys: readonly string[] }
  /** A Deny may apply, and the local cloud does not supply the key that would tell. Counts as denied. */
  | { readonly kind: "deny-unknown"; readonly unknownKeys: readonly string[] };

/** Who asks a resource. One of: a service of AWS, a role of the account, or whom an identity provider vouches for. */
export interface ResourceRequest extends AccessRequest {
  /** For example `apigateway.amazonaws.com`. */
  readonly principalService?: string;
  readonly roleArn?: string;
  /** ARN of the identity provider whose token the caller has. */
  readonly providerArn?: string;
}

/** `delegated`: the policy trusts the account, so the account's identity policies decide. */
export type ResourceDecision = Decision | { readonly kind: "delegated" };

/** Decides by identity policies: an explicit Deny beats any Allow, and without an Allow nothing is allowed. */
export function evaluate(policies: readonly PolicyDocument[], request: AccessRequest): Decision {
  const statements = policies.flatMap((policy) => policy.statements);
  return decide(statements, (statement) => applies(statement, request));
}

/**
 * Decides by a resource's policy or a role's trust policy. The account itself (none of the three
 * given) is only ever `delegated`, or allowed by a `*`.
 */
export function evaluateResourcePolicy(policy: PolicyDocument, request: ResourceRequest): ResourceDecision {
  const byReach = (reaches: readonly Reach[]) => (statement: Statement) => {
    const reach = reachOf(statement, request);
    return reaches.includes(reach) ? applies(statement, request) : NO;
  };
  const denies = policy.statements.filter(({ effect }) => effect === "Deny");
  const allows = policy.statements.filter(({ effect }) => effect === "Allow");
  const denied = decide(denies, byReach(["direct", "account"]));
  if (denied.kind !== "not-allowed") return denied;
  const decision = decide(allows, byReach(["direct"]));
  if (decision.kind === "allowed") return decision;
  return decide(allows, byReach(["account"])).kind === "allowed" ? { kind: "delegated" } : decision;
}

const NO: Verdict = { kind: "no" };

function decide(statements: readonly Statement[], verdictOf: (statement: Statement) => Verdict): Decision {
  const found = { allows: false, denyKeys: [] as string[], allowKeys: [] as string[] };
  for (const statement of statements) {
    const verdict = verdictOf(statement);
    if (verdict.kind === "no") continue;
    if (verdict.kind === "unknown-key") {
      (statement.effect === "Deny" ? found.denyKeys : found.allowKeys).push(verdict.key);
    } else if (statement.effect === "Deny") return { kind: "explicitly-denied" };
    else found.allows = true;
  }
  if (found.denyKeys.length > 0) return { kind: "deny-unknown", unknownKeys: found.denyKeys };
  return found.allows ? { kind: "allowed" } : { kind: "not-allowed", unknownKeys: found.allowKeys };
}

function applies(statement: Statement, request: AccessRequest): Verdict {
  const fitsAction = selects(statement.actions, (pattern) => matchesAction(pattern, request.action));
  const fitsResource =
    statement.resources === undefined ||
    selects(statement.resources, (pattern) => matchesResource(pattern, request.resource));
  return fitsAction && fitsResource ? holdAll(statement.conditions, request.context) : NO;
}

function selects(selection: Selection, fits: (pattern: string) => boolean): boolean {
  return selection.patterns.some(fits) === (selection.kind === "only");
}

/** How a statement's principals reach the one who asks: by name, as a member of the account, or not. */
type Reach = "direct" | "account" | "none";

function reachOf(statement: Statement, request: ResourceRequest): Reach {
  const reaches = (statement.principals ?? []).map((principal) => reachOfPrincipal(principal, request));
  if (reaches.includes("direct")) return "direct";
  return reaches.includes("account") ? "account" : "none";
}

function reachOfPrincipal({ type, id }: Principal, request: ResourceRequest): Reach {
  if (type === "AWS" && id === "*") return "direct";
  if (request.providerArn !== undefined) {
    return type === "Federated" && id === request.providerArn ? "direct" : "none";
  }
  if (request.principalService !== undefined) {
    return type === "Service" && id === request.principalService ? "direct" : "none";
  }
  if (type !== "AWS") return "none";
  if (id === request.roleArn) return "direct";
  return accountOf(id) === ACCOUNT_ID ? "account" : "none";
}

/** The account that a principal stands for: `123456789012` or `arn:aws:iam::123456789012:root`. */
function accountOf(id: string): string | undefined {
  return /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(id)?.[1];
}

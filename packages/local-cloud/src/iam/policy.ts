import { AwsError } from "../aws-error.ts";
import type { Condition } from "./conditions.ts";
import { readOperator, wrongForm } from "./conditions.ts";
import { shapeOfJson } from "./json-keys.ts";

/**
 * Where a policy is used. `identity`: attached to a role. `trust`: who may assume a role. `resource`: who
 * may use a resource, for example a function's policy. `repository`: the same for an ECR repository, which is
 * the one that the policy is set on.
 */
export type PolicyKind = "identity" | "trust" | "resource" | "repository";

export interface PolicyDocument {
  readonly statements: readonly Statement[];
}

/** Patterns that must fit, or must not. */
export interface Selection {
  readonly kind: "only" | "all-except";
  readonly patterns: readonly string[];
}

export interface Statement {
  readonly sid: string | undefined;
  readonly effect: "Allow" | "Deny";
  readonly actions: Selection;
  /** Absent in policies of roles and repositories, whose resource is the one they are set on. */
  readonly resources: Selection | undefined;
  /** Absent in identity policies. */
  readonly principals: readonly Principal[] | undefined;
  readonly conditions: readonly Condition[];
}

export interface Principal {
  readonly type: "AWS" | "Service" | "Federated" | "CanonicalUser";
  /** `*` (type AWS) is anyone. */
  readonly id: string;
}

type Json = Readonly<Record<string, unknown>>;

const STATEMENT_KEYS = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];
const PRINCIPAL_TYPES: readonly Principal["type"][] = ["AWS", "Service", "Federated", "CanonicalUser"];
/** No policy that makes sense has more than six levels; those of thousands would exhaust the stack. */
const MAX_DEPTH = 64;
const ACTION = /^(\*|[A-Za-z0-9-]+:[\w*?]+)$/;
const RESOURCE = /^(\*|arn:[^:]+:[^:*?]+:.+)$/s;
const SID: Readonly<Record<PolicyKind, RegExp>> = {
  identity: /^[0-9A-Za-z]*$/,
  trust: /^[0-9A-Za-z]*$/,
  resource: /^[0-9A-Za-z_-]*$/,
  repository: /^[0-9A-Za-z_ -]*$/,
};
const WITHOUT_RESOURCE: readonly PolicyKind[] = ["trust", "repository"];

/**
 * Reads a policy document, strictly: whatever the local cloud would not obey to the letter is an error.
 * Throws `MalformedPolicyDocument` that says what was expected and what was found.
 */
export function parsePolicy(text: string, kind: PolicyKind): PolicyDocument {
  const document = asObject(parseJson(text), "the policy");
  refuseUnknownKeys(document, ["Version", "Id", "Statement"], "the policy");
  const { Version: version, Id: id } = document;
  if (version !== undefined && version !== "2012-10-17" && version !== "2008-10-17") {
    throw malformed(`expected "2012-10-17" or "2008-10-17" as Version, found ${show(version)}`);
  }
  if (id !== undefined && typeof id !== "string") throw malformed(`expected text as Id, found ${show(id)}`);
  const list = Array.isArray(document["Statement"])
    ? (document["Statement"] as unknown[])
    : [document["Statement"]];
  if (list.length === 0) throw malformed("expected at least one Statement, found none");
  const statements = list.map((each, index) => readStatement(each, `Statement ${index + 1}`, kind));
  const sids = statements.flatMap(({ sid }) => (sid === undefined || sid === "" ? [] : [sid]));
  const twice = sids.find((sid, index) => sids.indexOf(sid) !== index);
  if (twice !== undefined) {
    throw malformed(`Statement IDs (SID) in a single policy must be unique, found "${twice}" twice`);
  }
  return { statements };
}

function readStatement(value: unknown, where: string, kind: PolicyKind): Statement {
  const statement = asObject(value, where);
  refuseUnknownKeys(statement, STATEMENT_KEYS, where);
  const { Sid: sid, Effect: effect } = statement;
  if (sid !== undefined && (typeof sid !== "string" || !SID[kind].test(sid))) {
    throw malformed(`${where}: expected a Sid that fits ${SID[kind].source}, found ${show(sid)}`);
  }
  if (effect !== "Allow" && effect !== "Deny") {
    throw malformed(`${where}: expected "Allow" or "Deny" as Effect, found ${show(effect)}`);
  }
  const actions = readSelection(statement, "Action", ACTION, 'service:Action or "*"', where);
  if (actions === undefined) throw malformed(`${where}: Policy statement must contain actions`);
  const resources = readSelection(statement, "Resource", RESOURCE, 'an ARN or "*"', where);
  const isImplied = WITHOUT_RESOURCE.includes(kind);
  if (isImplied && resources !== undefined) throw malformed(`${where}: Has prohibited field Resource`);
  if (!isImplied && resources === undefined) {
    throw malformed(`${where}: Policy statement must contain resources`);
  }
  const conditions = readConditions(statement["Condition"], where);
  return { sid, effect, actions, resources, principals: readPrincipals(statement, kind, where), conditions };
}

function readSelection(
  statement: Json,
  name: "Action" | "Resource",
  form: RegExp,
  expected: string,
  where: string,
): Selection | undefined {
  const negated = `Not${name}`;
  if (statement[name] !== undefined && statement[negated] !== undefined) {
    throw malformed(`${where}: expected either ${name} or ${negated}, found both`);
  }
  const isOnly = statement[name] !== undefined;
  const value = statement[name] ?? statement[negated];
  if (value === undefined) return undefined;
  const patterns = asTexts(value, `${where}: ${isOnly ? name : negated}`);
  const bad = patterns.find((pattern) => !form.test(pattern));
  if (bad !== undefined) throw malformed(`${where}: expected ${expected} in ${name}, found "${bad}"`);
  return { kind: isOnly ? "only" : "all-except", patterns };
}

function readPrincipals(statement: Json, kind: PolicyKind, where: string): readonly Principal[] | undefined {
  const { Principal: value, NotPrincipal: negated } = statement;
  if (negated !== undefined) throw malformed(`${where}: the local cloud does not support NotPrincipal`);
  if (kind === "identity") {
    if (value === undefined) return undefined;
    throw malformed(`${where}: Policy document should not specify a principal`);
  }
  if (value === undefined) throw malformed(`${where}: Missing required field Principal`);
  if (value === "*") return [{ type: "AWS", id: "*" }];
  const byType = asObject(value, `${where}: Principal`);
  refuseUnknownKeys(byType, PRINCIPAL_TYPES, `${where}: Principal`);
  const principals = PRINCIPAL_TYPES.flatMap((type) =>
    byType[type] === undefined
      ? []
      : asTexts(byType[type], `${where}: Principal.${type}`).map((id) => ({ type, id })),
  );
  const wild = principals.find(({ type, id }) => /[*?]/.test(id) && !(type === "AWS" && id === "*"));
  if (wild !== undefined) {
    throw malformed(`${where}: expected a principal without wildcards, found ${wild.type} "${wild.id}"`);
  }
  if (principals.length === 0) throw malformed(`${where}: expected a principal, found none`);
  return principals;
}

function readConditions(value: unknown, where: string): readonly Condition[] {
  if (value === undefined) return [];
  const conditions: Condition[] = [];
  for (const [name, tests] of Object.entries(asObject(value, `${where}: Condition`))) {
    const operator = readOperator(name);
    if (operator === undefined) {
      throw malformed(`${where}: the local cloud does not know the condition operator ${name}`);
    }
    for (const [key, wanted] of Object.entries(asObject(tests, `${where}: Condition.${name}`))) {
      if (!/^[^:\s]+:\S+$/.test(key)) throw malformed(`${where}: expected a condition key, found "${key}"`);
      const values = asTexts(wanted, `${where}: Condition.${name}.${key}`);
      for (const each of values) {
        const expected = wrongForm(operator.operator, each);
        if (expected === undefined) continue;
        throw malformed(`${where}: expected ${expected} for ${name} of ${key}, found "${each}"`);
      }
      conditions.push({ ...operator, key: key.toLowerCase(), values });
    }
  }
  return conditions;
}

function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed("expected JSON, found something else");
  }
  const { depth, duplicateKey: twice } = shapeOfJson(text);
  if (depth > MAX_DEPTH) throw malformed(`expected at most ${MAX_DEPTH} levels of nesting, found ${depth}`);
  if (twice !== undefined) throw malformed(`expected each key once in an object, found "${twice}" twice`);
  return value;
}

function asObject(value: unknown, where: string): Json {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Json;
  throw malformed(`expected an object as ${where}, found ${show(value)}`);
}

/** One text or a list of them. Numbers and booleans count as their text, as AWS takes them in conditions. */
function asTexts(value: unknown, where: string): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0) throw malformed(`expected at least one value at ${where}, found none`);
  return list.map((each) => {
    const isScalar = typeof each === "string" || typeof each === "number" || typeof each === "boolean";
    if (!isScalar) throw malformed(`expected text at ${where}, found ${show(each)}`);
    const text = String(each);
    const variable = /\$\{[^}]*\}?/.exec(text)?.[0];
    if (variable === undefined) return text;
    throw malformed(`the local cloud does not support policy variables, found ${variable} at ${where}`);
  });
}

function refuseUnknownKeys(object: Json, known: readonly string[], where: string): void {
  const unknown = Object.keys(object).find((key) => !known.includes(key));
  if (unknown !== undefined) throw malformed(`unknown key "${unknown}" in ${where}`);
}

function show(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value).slice(0, 80);
}

function malformed(problem: string): AwsError {
  return new AwsError("MalformedPolicyDocument", `Syntax errors in policy: ${problem}.`, 400);
}

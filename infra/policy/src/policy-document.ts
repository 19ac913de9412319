import type { Fields } from "./model.ts";
import { hasUnknown, isFields } from "./values.ts";

export interface Statement {
  /** For messages: its Sid, else its place. */
  readonly label: string;
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principals: readonly Principal[];
  /** Members that say what is *not* meant: `NotAction`, `NotResource`, `NotPrincipal`. */
  readonly negations: readonly string[];
  readonly conditions: readonly Condition[];
}

export interface Principal {
  /** `AWS`, `Service`, `Federated` or `CanonicalUser`. */
  readonly type: string;
  readonly id: string;
}

interface Condition {
  readonly operator: string;
  /** In lower case: IAM does not mind. */
  readonly key: string;
  readonly values: readonly string[];
}

export type ReadDocument =
  | { readonly kind: "read"; readonly statements: readonly Statement[] }
  | { readonly kind: "absent" }
  | { readonly kind: "unknown" }
  | { readonly kind: "malformed"; readonly problem: string };

/** Reads an IAM policy, which is JSON or the object that the JSON stands for. */
export function readDocument(value: unknown): ReadDocument {
  if (value === undefined || value === null || value === "") return { kind: "absent" };
  if (hasUnknown(value)) return { kind: "unknown" };
  const document = typeof value === "string" ? parsed(value) : value;
  if (!isFields(document)) return { kind: "malformed", problem: "expected a policy document in JSON" };
  const list = listOf(document["Statement"]);
  const statements = list.filter(isFields);
  if (statements.length === 0 || statements.length < list.length) {
    return { kind: "malformed", problem: "expected a list of statements under Statement" };
  }
  return { kind: "read", statements: statements.map(readStatement) };
}

const NEGATIONS = ["NotAction", "NotResource", "NotPrincipal"];

function readStatement(statement: Fields, index: number): Statement {
  const { Sid: sid, Effect: effect } = statement;
  return {
    label: typeof sid === "string" && sid !== "" ? `statement ${sid}` : `statement ${index + 1}`,
    effect: String(effect),
    actions: textsOf(statement["Action"]),
    resources: textsOf(statement["Resource"]),
    principals: principalsOf(statement["Principal"]),
    negations: NEGATIONS.filter((name) => statement[name] !== undefined),
    conditions: conditionsOf(statement["Condition"]),
  };
}

function principalsOf(value: unknown): readonly Principal[] {
  if (!isFields(value)) return textsOf(value).map((id) => ({ type: "AWS", id }));
  return Object.entries(value).flatMap(([type, ids]) => textsOf(ids).map((id) => ({ type, id })));
}

function conditionsOf(value: unknown): readonly Condition[] {
  if (!isFields(value)) return [];
  return Object.entries(value).flatMap(([operator, tests]) =>
    Object.entries(isFields(tests) ? tests : {}).map(([key, wanted]) => ({
      operator,
      key: key.toLowerCase(),
      values: textsOf(wanted),
    })),
  );
}

function textsOf(value: unknown): readonly string[] {
  return listOf(value).map(String);
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

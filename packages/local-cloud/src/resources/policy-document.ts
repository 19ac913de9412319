import { z } from "zod";
import { text } from "./inputs.ts";

/**
 * `aws.iam.getPolicyDocument`: a policy from statements, merged with other documents. The text is the same,
 * byte for byte, as that of the Terraform provider under Pulumi's, which sorts lists backwards and keys forwards.
 */

const texts = z.array(text);
const Principal = z.strictObject({ type: text, identifiers: texts });
const Statement = z.strictObject({
  sid: text.regex(/^[a-zA-Z0-9]*$/, { error: "expected letters and digits only" }).optional(),
  effect: z.enum(["Allow", "Deny"]).optional(),
  actions: texts.optional(),
  notActions: texts.optional(),
  resources: texts.optional(),
  notResources: texts.optional(),
  principals: z.array(Principal).optional(),
  notPrincipals: z.array(Principal).optional(),
  conditions: z.array(z.strictObject({ test: text, variable: text, values: texts })).optional(),
});
type Statement = z.output<typeof Statement>;

export const PolicyDocumentArgs = z.strictObject({
  policyId: text.optional(),
  version: z.enum(["2008-10-17", "2012-10-17"]).optional(),
  statements: z.array(Statement).optional(),
  sourcePolicyDocuments: texts.optional(),
  overridePolicyDocuments: texts.optional(),
});

type Rendered = Readonly<Record<string, unknown>>;

interface Document {
  readonly Version?: string;
  readonly Id?: string;
  readonly Statement: readonly Rendered[];
}

/** Renders the document: indented text as the provider gives it, and the same without spaces. */
export function policyDocument(args: z.output<typeof PolicyDocumentArgs>) {
  const { version = "2012-10-17", policyId, statements = [] } = args;
  const sources = (args.sourcePolicyDocuments ?? []).map(parseDocument);
  requireUniqueSids(
    "sourcePolicyDocuments",
    sources.flatMap((source) => source.Statement.map(sidOf)),
  );
  requireUniqueSids(
    "statements",
    statements.map(({ sid }) => sid),
  );
  const own: Document = {
    Version: version,
    ...(policyId === undefined || policyId === "" ? {} : { Id: policyId }),
    Statement: statements.map((statement) => renderStatement(statement, version)),
  };
  const overrides = (args.overridePolicyDocuments ?? []).map(parseDocument);
  const merged = [...sources, own, ...overrides].reduce(merge, { Statement: [] });
  const document = {
    Version: merged.Version,
    Id: merged.Id,
    Statement: merged.Statement.length === 0 ? undefined : merged.Statement,
  };
  return { json: goJson(document, 2), minifiedJson: goJson(document) };
}

/** A later statement takes the place of an earlier one with the same Sid; others are added. */
function merge(into: Document, from: Document): Document {
  const statements = [...into.Statement];
  for (const statement of from.Statement) {
    const sid = sidOf(statement);
    const position = sid === undefined ? -1 : statements.findIndex((earlier) => sidOf(earlier) === sid);
    if (position === -1) statements.push(statement);
    else statements[position] = statement;
  }
  const Version = [into.Version, from.Version]
    .filter((version) => version !== undefined)
    .toSorted()
    .at(-1);
  const Id = from.Id ?? into.Id;
  return {
    ...(Version === undefined ? {} : { Version }),
    ...(Id === undefined ? {} : { Id }),
    Statement: statements,
  };
}

function renderStatement(statement: Statement, version: string): Rendered {
  const variables = (list: readonly string[]): readonly string[] =>
    list.map((value) => variable(value, version));
  return inOrder({
    Sid: statement.sid === "" ? undefined : statement.sid,
    Effect: statement.effect ?? "Allow",
    Action: oneOrSorted(statement.actions),
    NotAction: oneOrSorted(statement.notActions),
    Resource: oneOrSorted(statement.resources && variables(statement.resources)),
    NotResource: oneOrSorted(statement.notResources && variables(statement.notResources)),
    Principal: renderPrincipals(statement.principals, variables),
    NotPrincipal: renderPrincipals(statement.notPrincipals, variables),
    Condition: renderConditions(statement.conditions, variables),
  });
}

type Variables = (list: readonly string[]) => readonly string[];

function renderPrincipals(principals: Statement["principals"] = [], variables: Variables): unknown {
  if (principals.length === 0) return undefined;
  const byType = new Map<string, string[]>();
  for (const { type, identifiers } of principals) {
    byType.set(type, [...(byType.get(type) ?? []), ...variables(identifiers).toSorted().toReversed()]);
  }
  const [only, ...others] = [...byType];
  // IAM treats { "*": "*" } as everybody; { "AWS": "*" } it wants spelled out.
  if (only !== undefined && others.length === 0 && only[0] === "*" && only[1].join() === "*") return "*";
  return sortedKeys([...byType].map(([type, identifiers]) => [type, oneOrAll(identifiers)]));
}

function renderConditions(conditions: Statement["conditions"] = [], variables: Variables): unknown {
  if (conditions.length === 0) return undefined;
  const tests = new Map<string, Map<string, string[]>>();
  for (const { test, variable: key, values } of conditions) {
    const keys = tests.get(test) ?? new Map<string, string[]>();
    keys.set(key, [...(keys.get(key) ?? []), ...variables(values)]);
    tests.set(test, keys);
  }
  return sortedKeys(
    [...tests].map(([test, keys]) => [
      test,
      sortedKeys([...keys].map(([key, values]) => [key, oneOrAll(values)])),
    ]),
  );
}

/** IAM's `${…}` is written `&{…}` because a program's own strings interpolate `${…}`. */
function variable(value: string, version: string): string {
  if (version === "2008-10-17" && value.includes("&{")) {
    throw new Error(
      `Found &{ in ${JSON.stringify(value)}, which policies of version 2008-10-17 do not have.`,
    );
  }
  return value.replaceAll("&{", "${");
}

function oneOrSorted(list: readonly string[] | undefined): unknown {
  return list === undefined || list.length === 0
    ? undefined
    : oneOrAll([...new Set(list)].toSorted().toReversed());
}

function oneOrAll(list: readonly string[]): unknown {
  return list.length === 1 ? list[0] : list;
}

function sortedKeys(entries: readonly (readonly [string, unknown])[]): Rendered {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const MEMBERS = [
  "Sid",
  "Effect",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Principal",
  "NotPrincipal",
  "Condition",
];

function inOrder(statement: Rendered): Rendered {
  return Object.fromEntries(
    MEMBERS.filter((name) => statement[name] !== undefined).map((name) => [name, statement[name]]),
  );
}

const Given = z.object({
  Version: text.optional(),
  Id: text.optional(),
  Statement: z.array(z.record(z.string(), z.unknown())).optional(),
});

function parseDocument(json: string): Document {
  const { Version, Id, Statement: given = [] } = Given.parse(JSON.parse(json));
  return {
    ...(Version === undefined ? {} : { Version }),
    ...(Id === undefined ? {} : { Id }),
    Statement: given.map(inOrder),
  };
}

function sidOf(statement: Rendered): string | undefined {
  return typeof statement.Sid === "string" && statement.Sid !== "" ? statement.Sid : undefined;
}

function requireUniqueSids(where: string, sids: readonly (string | undefined)[]): void {
  const named = sids.filter((sid) => sid !== undefined && sid !== "");
  const twice = named.find((sid, index) => named.indexOf(sid) !== index);
  if (twice !== undefined) throw new Error(`${where}: expected each sid once, found ${twice} again.`);
}

/** Go writes `<`, `>` and `&` in JSON as escapes. */
function goJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

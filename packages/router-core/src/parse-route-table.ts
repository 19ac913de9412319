import {
  type AgentRoutes,
  DEFAULT_RULE_CONFIDENCE,
  type KeywordRule,
  ROUTE_TABLE_LIMITS as LIMITS,
  type RouteProblem,
  type RouteTable,
} from "./route-table.ts";
import { TableReader } from "./table-reader.ts";
import { parseTerm } from "./terms.ts";

export type ParsedRouteTable =
  | { readonly ok: true; readonly table: RouteTable }
  | { readonly ok: false; readonly problems: readonly RouteProblem[] };

const AGENT_ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/u;

/**
 * Checks a parsed YAML or JSON value strictly and gives all its problems at once. The result of a success, turned
 * into JSON and back, parses to itself.
 */
export function parseRouteTable(value: unknown): ParsedRouteTable {
  const reader = new TableReader();
  const table = readTable(reader, value);
  return reader.problems.length === 0 ? { ok: true, table } : { ok: false, problems: reader.problems };
}

function readTable(reader: TableReader, value: unknown): RouteTable {
  const root = reader.object([], value, {
    required: ["version", "fallback", "agents"],
    optional: ["confidence"],
  });
  if (root.has("version") && root.get("version") !== 1) {
    reader.report(["version"], "out-of-range", `expected 1, found ${show(root.get("version"))}`);
  }
  const confidence = root.has("confidence")
    ? reader.number(["confidence"], root.get("confidence"), { min: 0, max: 1 })
    : DEFAULT_RULE_CONFIDENCE;
  const fallback = root.has("fallback") ? reader.text(["fallback"], root.get("fallback")) : "";
  const agents = root.has("agents") ? readAgents(reader, root.get("agents")) : [];

  const idsAreKnown = agents.length > 0 && agents.every((agent) => agent.id !== "");
  if (fallback !== "" && idsAreKnown && !agents.some((agent) => agent.id === fallback)) {
    const known = agents.slice(0, 10).map((agent) => agent.id);
    reader.report(
      ["fallback"],
      "unknown-fallback",
      `no agent has the id ${show(fallback)}; name one of ${known.join(", ")}`,
    );
  }
  return { version: 1, confidence, fallback, agents };
}

function readAgents(reader: TableReader, value: unknown): readonly AgentRoutes[] {
  const items = reader.list(["agents"], value, LIMITS.agents);
  if (Array.isArray(value) && value.length === 0) {
    reader.report(["agents"], "empty", "expected at least one agent, found none");
  }
  const counter = { terms: 0 };
  const agents = items.map((item, index) => readAgent(reader, item, index, counter));
  const firstIndex = new Map<string, number>();
  for (const [index, { id }] of agents.entries()) {
    const first = firstIndex.get(id);
    if (id === "") continue;
    if (first === undefined) firstIndex.set(id, index);
    else {
      reader.report(
        ["agents", index, "id"],
        "duplicate-agent",
        `the agent ${show(id)} is there already (agents[${first}]); merge the two or rename one`,
      );
    }
  }
  if (counter.terms > LIMITS.termsInAll) {
    reader.report(
      ["agents"],
      "too-many",
      `expected at most ${LIMITS.termsInAll} terms, found ${counter.terms}`,
    );
  }
  return agents;
}

function readAgent(
  reader: TableReader,
  value: unknown,
  index: number,
  counter: { terms: number },
): AgentRoutes {
  const at = ["agents", index] as const;
  const fields = reader.object(at, value, {
    required: ["id", "description"],
    optional: ["priority", "phrases", "keywords"],
  });
  const id = fields.has("id") ? reader.text([...at, "id"], fields.get("id"), LIMITS.idChars) : "";
  if (id !== "" && !AGENT_ID.test(id)) {
    reader.report(
      [...at, "id"],
      "bad-id",
      `expected small letters, digits and single hyphens, starting with a letter, found ${show(id)}`,
    );
  }
  const description = fields.has("description")
    ? reader.text([...at, "description"], fields.get("description"), LIMITS.descriptionChars)
    : "";
  const priority = fields.has("priority")
    ? reader.integer([...at, "priority"], fields.get("priority"), {
        min: -LIMITS.priority,
        max: LIMITS.priority,
      })
    : 0;
  const phrases = fields.has("phrases")
    ? readTerms(reader, [...at, "phrases"], fields.get("phrases"), LIMITS.phrasesPerAgent)
    : [];
  const rules = fields.has("keywords")
    ? reader.list([...at, "keywords"], fields.get("keywords"), LIMITS.rulesPerAgent)
    : [];
  const keywords = rules.map((rule, nth) => readRule(reader, rule, [...at, "keywords", nth]));
  counter.terms += phrases.length;
  for (const rule of keywords) counter.terms += rule.any.length + rule.all.length + rule.not.length;
  return { id, description, priority, phrases, keywords };
}

function readRule(reader: TableReader, value: unknown, at: readonly (string | number)[]): KeywordRule {
  const before = reader.problems.length;
  const fields = reader.object(at, value, { required: [], optional: ["any", "all", "not"] });
  const terms = (key: string): readonly string[] =>
    fields.has(key) ? readTerms(reader, [...at, key], fields.get(key), LIMITS.termsPerList) : [];
  const rule = { any: terms("any"), all: terms("all"), not: terms("not") };
  if (rule.any.length + rule.all.length === 0 && reader.problems.length === before) {
    reader.report(at, "empty", "expected a term under `any` or `all`: a rule cannot match by absence alone");
  }
  return rule;
}

function readTerms(
  reader: TableReader,
  at: readonly (string | number)[],
  value: unknown,
  max: number,
): readonly string[] {
  const terms: string[] = [];
  for (const [index, item] of reader.list(at, value, max).entries()) {
    const text = reader.text([...at, index], item);
    if (text === "") continue;
    const parsed = parseTerm(text);
    if (parsed.ok) terms.push(text);
    else reader.report([...at, index], "bad-term", `the term ${show(text)} ${parsed.message}`);
  }
  return terms;
}

function show(value: unknown): string {
  return TableReader.show(value);
}

import {
  guardrailsOf,
  memberPath,
  type Plan,
  type PlanProblem,
  PlanReader,
  parsePlan,
} from "@switchyard/rollout";

/** What a person asks the controller for. */
export type CommandInput =
  | StartInput
  | { readonly verb: Verb; readonly by: string; readonly why: string }
  | { readonly verb: "status" }
  | { readonly verb: "history"; readonly from: number };

export type Verb = (typeof VERBS)[number];

export interface StartInput {
  readonly verb: "start";
  readonly by: string;
  readonly why: string;
  /** Without one, the version that the last deployment asks for. */
  readonly version: string | undefined;
  readonly plan: PlanChoice;
  readonly hotfix: boolean;
  readonly force: boolean;
}

export type PlanChoice =
  /** The plan that the deployment asks for. */
  | { readonly kind: "requested" }
  | { readonly kind: "named"; readonly name: string }
  | { readonly kind: "own"; readonly plan: Plan };

export type ParsedInput =
  | { readonly kind: "parsed"; readonly input: CommandInput }
  | { readonly kind: "refused"; readonly problems: readonly string[] };

const VERBS = ["approve", "pause", "resume", "promote", "abort"] as const;
const MAX_PLAN_BYTES = 32_768;
const MAX_THRESHOLDS = 100;
const ALL_VERBS = ["start", ...VERBS, "status", "history"] as const;

/** Reads a command strictly: unknown keys are problems, and all problems are reported at once. */
export function parseCommandInput(value: unknown, planNames: readonly string[]): ParsedInput {
  const reader = new PlanReader();
  const input = readInput(reader, value, planNames);
  if (input !== undefined && reader.problems.length === 0) return { kind: "parsed", input };
  return { kind: "refused", problems: reader.problems.map(printProblem) };
}

function printProblem({ path, message }: PlanProblem): string {
  return path === "" ? `the command: ${message}` : `${path}: ${message}`;
}

function readInput(
  reader: PlanReader,
  value: unknown,
  planNames: readonly string[],
): CommandInput | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    reader.object("", value ?? null, { required: [] });
    return undefined;
  }
  const named = "verb" in value ? (value.verb ?? null) : undefined;
  if (named === undefined) reader.report("verb", "is missing");
  const verb = reader.choice("verb", named, ALL_VERBS);
  switch (verb) {
    case undefined:
      return undefined;
    case "start":
      return readStart(reader, value, planNames);
    case "status":
      reader.object("", value, { required: ["verb"] });
      return { verb };
    case "history": {
      const members = reader.object("", value, { required: ["verb"], optional: ["from"] });
      const from = members.has("from") ? reader.integer("from", members.get("from"), { from: 1 }) : 1;
      return { verb, from };
    }
    case "approve":
    case "pause":
    case "resume":
    case "promote":
    case "abort": {
      const members = reader.object("", value, { required: ["verb", "by", "why"] });
      return { verb, ...readReason(reader, members) };
    }
  }
}

function readStart(reader: PlanReader, value: unknown, planNames: readonly string[]): StartInput {
  const members = reader.object("", value, {
    required: ["verb", "by", "why"],
    optional: ["version", "plan", "experiment", "hotfix", "force"],
  });
  const flag = (key: string): boolean => members.has(key) && reader.flag(key, members.get(key));
  if (members.has("plan") && members.has("experiment")) {
    reader.report("experiment", "expected either a plan or an experiment, found both");
  }
  return {
    verb: "start",
    ...readReason(reader, members),
    version: members.has("version") ? reader.text("version", members.get("version")) : undefined,
    plan: readChoice(reader, members, planNames),
    hotfix: flag("hotfix"),
    force: flag("force"),
  };
}

/** Both are kept for ever, and shown on people's terminals. */
function readReason(
  reader: PlanReader,
  members: ReadonlyMap<string, unknown>,
): { readonly by: string; readonly why: string } {
  return {
    by: readLine(reader, "by", members.get("by"), 200),
    why: readLine(reader, "why", members.get("why"), 2_000),
  };
}

function readLine(reader: PlanReader, path: string, value: unknown, maxCharacters: number): string {
  const text = reader.text(path, value);
  if (text.length > maxCharacters) {
    reader.report(path, `expected at most ${maxCharacters} characters, found ${text.length}`);
  }
  if (/\p{Cc}/u.test(text)) reader.report(path, "expected one line without control characters");
  return text;
}

function readChoice(
  reader: PlanReader,
  members: ReadonlyMap<string, unknown>,
  planNames: readonly string[],
): PlanChoice {
  const experiment = members.get("experiment");
  if (experiment !== undefined) return readOwn(reader, "experiment", experiment, "experiment");
  const plan = members.get("plan");
  if (plan === undefined) return { kind: "requested" };
  if (typeof plan === "string") {
    return { kind: "named", name: reader.choice("plan", plan, planNames) ?? "" };
  }
  return readOwn(reader, "plan", plan, "rollout");
}

function readOwn(reader: PlanReader, path: string, value: unknown, kind: Plan["kind"]): PlanChoice {
  const parsed = parsePlan(value);
  if (parsed.kind === "refused") {
    for (const problem of parsed.problems) {
      reader.report(problem.path === "" ? path : memberPath(path, problem.path), problem.message);
    }
    return { kind: "requested" };
  }
  // The record of a release holds its plan and grows with its thresholds, and an item of the table has an end.
  const bytes = Buffer.byteLength(JSON.stringify(parsed.plan));
  if (bytes > MAX_PLAN_BYTES) {
    reader.report(path, `expected at most ${MAX_PLAN_BYTES} bytes, found ${bytes}`);
  }
  const thresholds = guardrailsOf(parsed.plan).reduce(
    (sum, [, guardrail]) => sum + guardrail.thresholds.length,
    0,
  );
  if (thresholds > MAX_THRESHOLDS) {
    reader.report(
      memberPath(path, "guardrails"),
      `expected at most ${MAX_THRESHOLDS} thresholds in all, found ${thresholds}`,
    );
  }
  if (parsed.plan.kind !== kind) {
    reader.report(memberPath(path, "kind"), `expected ${kind}, found ${parsed.plan.kind}`);
  }
  return { kind: "own", plan: parsed.plan };
}

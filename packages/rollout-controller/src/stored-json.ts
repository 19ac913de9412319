import {
  type AuditEvent,
  memberPath,
  type Phase,
  PlanReader,
  type Release,
  type ReleaseRecord,
  type StateName,
  TRANSITIONS,
} from "@switchyard/rollout";

/** Writes what is to be kept. JSON would turn a number that is not finite into nothing, so it is refused. */
export function writeJson(value: unknown): string {
  return JSON.stringify(value, (key, member: unknown) => {
    if (typeof member === "number" && !Number.isFinite(member)) {
      throw new RangeError(`Expected finite numbers only, found ${member} in "${key}".`);
    }
    return member;
  });
}

/**
 * Reads a record strictly. What was damaged, or written by a controller that knows more states than this one, is an
 * error and never a default: a guess here would move traffic.
 */
export function readRecord(text: string | undefined, where: string): ReleaseRecord {
  return read(text, where, checkRecord) as ReleaseRecord;
}

export function readEvent(text: string | undefined, where: string): AuditEvent {
  return read(text, where, checkEvent) as AuditEvent;
}

function read(
  text: string | undefined,
  where: string,
  check: (reader: PlanReader, value: unknown) => void,
): unknown {
  const reader = new PlanReader();
  const value = parse(text, reader);
  if (reader.problems.length === 0) check(reader, value ?? null);
  if (reader.problems.length === 0) return value;
  const problems = reader.problems.map(({ path, message }) => (path === "" ? message : `${path} ${message}`));
  throw new Error(
    `The body of ${where} cannot be understood: ${problems.join("; ")}. If a newer controller wrote it, deploy that one; else restore the item from a backup.`,
  );
}

function parse(text: string | undefined, reader: PlanReader): unknown {
  if (text === undefined) {
    reader.report("", "it is missing");
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    reader.report("", `expected JSON, found ${text.length} characters of something else`);
    return undefined;
  }
}

const STATES = Object.keys(TRANSITIONS) as StateName[];

function checkRecord(reader: PlanReader, value: unknown): void {
  const members = reader.object("", value, {
    required: ["phase", "alias", "denied", "chores"],
    optional: ["release", "handledRequest"],
  });
  checkPhase(reader, "phase", members.get("phase"), members.has("release"));
  checkAlias(reader, members.get("alias"));
  if (members.has("release")) checkRelease(reader, members.get("release"));
  if (members.has("handledRequest")) reader.text("handledRequest", members.get("handledRequest"));
  reader.list("denied", members.get("denied"), 0).forEach((each, index) => {
    const path = `denied[${index}]`;
    const denied = reader.object(path, each, { required: ["digest", "version", "why", "atMs"] });
    for (const key of ["digest", "version", "why"]) reader.text(memberPath(path, key), denied.get(key));
    time(reader, memberPath(path, "atMs"), denied.get("atMs"));
  });
  reader.list("chores", members.get("chores"), 0).forEach((each, index) => {
    checkChore(reader, `chores[${index}]`, each);
  });
}

type Keys<T> = Readonly<Record<keyof T, "required" | "optional">>;

/** What each state keeps. A member that the core adds and this list does not have fails to compile. */
const PHASE_KEYS: { readonly [S in StateName]: Keys<Extract<Phase, { readonly state: S }>> } = {
  idle: { state: "required" },
  validating: {
    state: "required",
    sinceMs: "required",
    smokePassed: "required",
    traffic: "required",
    pass: "required",
  },
  stepping: {
    state: "required",
    step: "required",
    weight: "required",
    sinceMs: "required",
    requests: "required",
    pass: "required",
    reopened: "optional",
  },
  baking: { state: "required", sinceMs: "required", requests: "required", pass: "required" },
  paused: { state: "required", at: "required", why: "required" },
  incident: { state: "required", at: "required", sinceMs: "required", pausedFor: "optional" },
  rolling_back: { state: "required", cause: "required", blocked: "required" },
  rolled_back: { state: "required", cause: "required" },
  completed: { state: "required", report: "optional" },
  drifted: { state: "required", was: "required", found: "required" },
};

const RELEASE_KEYS: Keys<Release> = {
  id: "required",
  candidate: "required",
  stableVersion: "required",
  plan: "required",
  hotfix: "required",
  startedAtMs: "required",
  deadlineFromMs: "required",
  cursor: "optional",
  freshToMs: "required",
  spans: "required",
  recent: "required",
  segments: "required",
  totals: "required",
  judge: "required",
  verdicts: "required",
  sampleRatio: "required",
};

function keysIn(keys: Keys<object>): {
  readonly required: readonly string[];
  readonly optional: readonly string[];
} {
  const entries = Object.entries<"required" | "optional">(keys);
  const those = (wanted: "required" | "optional") =>
    entries.flatMap(([key, presence]) => (presence === wanted ? [key] : []));
  return { required: those("required"), optional: those("optional") };
}

function checkPhase(reader: PlanReader, path: string, value: unknown, hasRelease: boolean): void {
  if (value === undefined) return;
  const named: unknown = typeof value === "object" && value !== null && "state" in value ? value.state : null;
  const state = reader.choice(memberPath(path, "state"), named, STATES);
  if (state === undefined) return;
  const members = reader.object(path, value, keysIn(PHASE_KEYS[state]));
  const at = (key: string) => memberPath(path, key);
  if (members.has("at")) checkPhase(reader, at("at"), members.get("at"), hasRelease);
  if (members.has("was")) checkPhase(reader, at("was"), members.get("was"), hasRelease);
  if (members.has("found")) checkRouting(reader, at("found"), members.get("found"));
  if (members.has("sinceMs")) time(reader, at("sinceMs"), members.get("sinceMs"));
  if (members.has("step")) reader.integer(at("step"), members.get("step"), { from: 0 });
  if (members.has("weight")) reader.number(at("weight"), members.get("weight"), { above: 0, to: 100 });
  if (members.has("pass")) reader.choice(at("pass"), members.get("pass"), ["none", "approved", "promoted"]);
  if (members.has("smokePassed")) reader.flag(at("smokePassed"), members.get("smokePassed"));
  if (members.has("reopened")) reader.flag(at("reopened"), members.get("reopened"));
  if (members.has("blocked")) reader.flag(at("blocked"), members.get("blocked"));
  const needsRelease = state !== "idle" && state !== "drifted";
  if (needsRelease && !hasRelease) reader.report("release", `is missing in the state ${state}`);
}

function checkAlias(reader: PlanReader, value: unknown): void {
  const members = reader.object("alias", value, { required: ["routing", "revision", "seenAtMs"] });
  checkRouting(reader, "alias.routing", members.get("routing"));
  reader.text("alias.revision", members.get("revision"));
  time(reader, "alias.seenAtMs", members.get("seenAtMs"));
}

function checkRouting(reader: PlanReader, path: string, value: unknown): void {
  const members = reader.object(path, value, { required: ["primary"], optional: ["additional"] });
  reader.text(memberPath(path, "primary"), members.get("primary"));
  if (!members.has("additional")) return;
  const at = memberPath(path, "additional");
  const additional = reader.object(at, members.get("additional"), { required: ["version", "weight"] });
  reader.text(memberPath(at, "version"), additional.get("version"));
  reader.number(memberPath(at, "weight"), additional.get("weight"), { above: 0, below: 100 });
}

/** What only the judge and the metrics' adapter read is theirs to check. */
function checkRelease(reader: PlanReader, value: unknown): void {
  const members = reader.object("release", value, keysIn(RELEASE_KEYS));
  const at = (key: string) => memberPath("release", key);
  for (const key of ["id", "stableVersion"]) reader.text(at(key), members.get(key));
  for (const key of ["startedAtMs", "deadlineFromMs", "freshToMs"]) time(reader, at(key), members.get(key));
  reader.flag(at("hotfix"), members.get("hotfix"));
  if (members.has("cursor")) reader.text(at("cursor"), members.get("cursor"));
  const candidate = reader.object(at("candidate"), members.get("candidate"), {
    required: ["version", "digest"],
  });
  for (const key of ["version", "digest"]) reader.text(at(`candidate.${key}`), candidate.get(key));
  for (const key of ["spans", "recent", "segments"]) reader.list(at(key), members.get(key), 0);
  // What is not told from harmful or suspicious would be taken for good.
  reader.list(at("verdicts"), members.get("verdicts"), 0).forEach((each, index) => {
    checkKind(reader, at(`verdicts[${index}]`), each, ["harmful", "proven-ok", "undecided"]);
  });
  checkKind(reader, at("sampleRatio"), members.get("sampleRatio"), ["balanced", "suspicious"]);
}

function checkKind(reader: PlanReader, path: string, value: unknown, kinds: readonly string[]): void {
  const kind: unknown = typeof value === "object" && value !== null && "kind" in value ? value.kind : null;
  reader.choice(memberPath(path, "kind"), kind, kinds);
}

function checkChore(reader: PlanReader, path: string, value: unknown): void {
  const named: unknown = typeof value === "object" && value !== null && "kind" in value ? value.kind : null;
  const kind = reader.choice(memberPath(path, "kind"), named, ["notify", "flush-cache", "retire"]);
  const required = kind === "notify" ? ["notice"] : kind === "retire" ? ["version"] : [];
  const members = reader.object(path, value, { required: ["kind", ...required] });
  if (kind === "retire") reader.text(memberPath(path, "version"), members.get("version"));
  if (kind !== "notify") return;
  const at = memberPath(path, "notice");
  const notice = reader.object(at, members.get("notice"), { required: ["severity", "text", "atMs"] });
  reader.choice(memberPath(at, "severity"), notice.get("severity"), ["info", "warning", "page"]);
  reader.text(memberPath(at, "text"), notice.get("text"));
}

function checkEvent(reader: PlanReader, value: unknown): void {
  const members = reader.object("", value, {
    required: ["atMs", "by", "from", "to", "why", "before", "after", "evidence"],
    optional: ["releaseId"],
  });
  time(reader, "atMs", members.get("atMs"));
  reader.text("why", members.get("why"));
  for (const key of ["from", "to"]) reader.choice(key, members.get(key), STATES);
  for (const key of ["before", "after"]) checkRouting(reader, key, members.get(key));
  reader.list("evidence", members.get("evidence"), 0);
}

function time(reader: PlanReader, path: string, value: unknown): void {
  reader.number(path, value, { from: 0 });
}

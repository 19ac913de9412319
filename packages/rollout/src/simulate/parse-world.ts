import { memberPath, type PlanProblem, PlanReader } from "../plan-reader.ts";
import {
  type Drift,
  type Gap,
  HEALTHY,
  type Outage,
  type Turn,
  type VersionBehaviour,
  type World,
} from "./world.ts";

export type ParsedWorld =
  | { readonly kind: "parsed"; readonly world: World }
  | { readonly kind: "refused"; readonly problems: readonly PlanProblem[] };

const MOST_REQUESTS_PER_MINUTE = 1_000_000;
const A_WEEK_MINUTES = 7 * 24 * 60;
const AN_HOUR_MS = 3_600_000;

/**
 * Reads a world strictly: unknown keys are problems, and all are reported at once. Only `name` and `requestsPerMinute`
 * must be there; stable is healthy, and the candidate is like stable, in all that is not said. A turn changes what it names.
 */
export function parseWorld(input: unknown): ParsedWorld {
  const reader = new PlanReader();
  const members = reader.object("", input ?? null, {
    required: ["name", "requestsPerMinute"],
    optional: [
      "dailySwing",
      "stable",
      "candidate",
      "turns",
      "outages",
      "drifts",
      "gaps",
      "metricDelayMinutes",
      "weightFactor",
    ],
  });
  const each = <T>(key: string, read: (path: string, entry: unknown) => T): readonly T[] =>
    reader.list(key, members.get(key) ?? [], 0).map((entry, index) => read(`${key}[${index}]`, entry));
  const stable = readBehaviour(reader, "stable", members.get("stable"), HEALTHY);
  const candidate = readBehaviour(reader, "candidate", members.get("candidate"), stable);
  const world: World = {
    name: reader.text("name", members.get("name")),
    requestsPerMinute: reader.number("requestsPerMinute", members.get("requestsPerMinute"), {
      from: 0,
      to: MOST_REQUESTS_PER_MINUTE,
    }),
    dailySwing: reader.number("dailySwing", members.get("dailySwing") ?? 0, { from: 0, to: 1 }),
    stable,
    candidate,
    turns: inOrder(each("turns", (path, turn) => readTurn(reader, path, turn, candidate))),
    outages: each("outages", (path, outage) => readOutage(reader, path, outage)),
    drifts: each("drifts", (path, drift) => readDrift(reader, path, drift)),
    gaps: each("gaps", (path, gap) => readGap(reader, path, gap)),
    metricDelayMinutes: reader.integer("metricDelayMinutes", members.get("metricDelayMinutes") ?? 0, {
      from: 0,
      to: 60,
    }),
    weightFactor: reader.number("weightFactor", members.get("weightFactor") ?? 1, { above: 0, to: 10 }),
  };
  return reader.problems.length === 0
    ? { kind: "parsed", world }
    : { kind: "refused", problems: reader.problems };
}

function readBehaviour(
  reader: PlanReader,
  path: string,
  value: unknown,
  otherwise: VersionBehaviour,
): VersionBehaviour {
  if (value === undefined) return otherwise;
  const members = reader.object(path, value, {
    required: [],
    optional: [
      "errorShare",
      "medianLatencyMs",
      "latencySpread",
      "medianInitMs",
      "medianCostMicroDollars",
      "llmShare",
    ],
  });
  const read = (key: keyof VersionBehaviour, range: { above?: number; from?: number; to: number }) =>
    members.has(key) ? reader.number(memberPath(path, key), members.get(key), range) : otherwise[key];
  return {
    errorShare: read("errorShare", { from: 0, to: 1 }),
    medianLatencyMs: read("medianLatencyMs", { above: 0, to: AN_HOUR_MS }),
    latencySpread: read("latencySpread", { above: 0, to: 5 }),
    medianInitMs: read("medianInitMs", { above: 0, to: AN_HOUR_MS }),
    medianCostMicroDollars: read("medianCostMicroDollars", { above: 0, to: 1e9 }),
    llmShare: read("llmShare", { from: 0, to: 1 }),
  };
}

function inOrder(turns: readonly Turn[]): readonly Turn[] {
  return turns.toSorted((a, b) => a.fromMinute - b.fromMinute);
}

function readTurn(reader: PlanReader, path: string, value: unknown, otherwise: VersionBehaviour): Turn {
  const members = reader.object(path, value, { required: ["fromMinute", "candidate"] });
  return {
    fromMinute: readMinute(reader, memberPath(path, "fromMinute"), members.get("fromMinute")),
    candidate: readBehaviour(reader, memberPath(path, "candidate"), members.get("candidate"), otherwise),
  };
}

function readDrift(reader: PlanReader, path: string, value: unknown): Drift {
  const members = reader.object(path, value, { required: ["fromMinute", "minutes", "errorShare"] });
  const errorShare = members.get("errorShare");
  return {
    ...readTime(reader, path, members),
    errorShare: reader.number(memberPath(path, "errorShare"), errorShare, { from: 0, to: 1 }),
  };
}

function readGap(reader: PlanReader, path: string, value: unknown): Gap {
  const members = reader.object(path, value, { required: ["fromMinute", "minutes"], optional: ["lost"] });
  const lost = members.get("lost") ?? false;
  return { ...readTime(reader, path, members), lost: reader.flag(memberPath(path, "lost"), lost) };
}

function readTime(reader: PlanReader, path: string, members: ReadonlyMap<string, unknown>) {
  return {
    fromMinute: readMinute(reader, memberPath(path, "fromMinute"), members.get("fromMinute")),
    minutes: readLength(reader, memberPath(path, "minutes"), members.get("minutes")),
  };
}

function readMinute(reader: PlanReader, path: string, value: unknown): number {
  return reader.integer(path, value, { from: 0, to: A_WEEK_MINUTES });
}

function readLength(reader: PlanReader, path: string, value: unknown): number {
  return reader.integer(path, value, { from: 1, to: A_WEEK_MINUTES });
}

function readOutage(reader: PlanReader, path: string, value: unknown): Outage {
  const members = reader.object(path, value, {
    required: ["fromMinute", "minutes"],
    optional: ["errorShare", "slowdown"],
  });
  const at = (key: string) => memberPath(path, key);
  const fromMinute = members.get("fromMinute");
  return {
    fromMinute: fromMinute === "random" ? "random" : readMinute(reader, at("fromMinute"), fromMinute),
    minutes: readLength(reader, at("minutes"), members.get("minutes")),
    errorShare: reader.number(at("errorShare"), members.get("errorShare") ?? 0, { from: 0, to: 1 }),
    slowdown: reader.number(at("slowdown"), members.get("slowdown") ?? 1, { above: 0, to: 1_000 }),
  };
}

import { memberPath, type PlanProblem, PlanReader } from "../plan-reader.ts";
import { HEALTHY, type Outage, type VersionBehaviour, type World } from "./world.ts";

export type ParsedWorld =
  | { readonly kind: "parsed"; readonly world: World }
  | { readonly kind: "refused"; readonly problems: readonly PlanProblem[] };

const MOST_REQUESTS_PER_MINUTE = 1_000_000;
const A_WEEK_MINUTES = 7 * 24 * 60;
const AN_HOUR_MS = 3_600_000;

/**
 * Reads a world strictly: unknown keys are problems, and all are reported at once. Only `name` and `requestsPerMinute`
 * must be there; stable is healthy, and the candidate is like stable, in all that is not said.
 */
export function parseWorld(input: unknown): ParsedWorld {
  const reader = new PlanReader();
  const members = reader.object("", input ?? null, {
    required: ["name", "requestsPerMinute"],
    optional: ["dailySwing", "stable", "candidate", "outages", "metricDelayMinutes", "weightFactor"],
  });
  const stable = readBehaviour(reader, "stable", members.get("stable"), HEALTHY);
  const world: World = {
    name: reader.text("name", members.get("name")),
    requestsPerMinute: reader.number("requestsPerMinute", members.get("requestsPerMinute"), {
      from: 0,
      to: MOST_REQUESTS_PER_MINUTE,
    }),
    dailySwing: reader.number("dailySwing", members.get("dailySwing") ?? 0, { from: 0, to: 1 }),
    stable,
    candidate: readBehaviour(reader, "candidate", members.get("candidate"), stable),
    outages: reader
      .list("outages", members.get("outages") ?? [], 0)
      .map((outage, index) => readOutage(reader, `outages[${index}]`, outage)),
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
    reader.number(memberPath(path, key), members.get(key) ?? otherwise[key], range);
  return {
    errorShare: read("errorShare", { from: 0, to: 1 }),
    medianLatencyMs: read("medianLatencyMs", { above: 0, to: AN_HOUR_MS }),
    latencySpread: read("latencySpread", { above: 0, to: 5 }),
    medianInitMs: read("medianInitMs", { above: 0, to: AN_HOUR_MS }),
    medianCostMicroDollars: read("medianCostMicroDollars", { above: 0, to: 1e9 }),
    llmShare: read("llmShare", { from: 0, to: 1 }),
  };
}

function readOutage(reader: PlanReader, path: string, value: unknown): Outage {
  const members = reader.object(path, value, {
    required: ["fromMinute", "minutes"],
    optional: ["errorShare", "slowdown"],
  });
  const at = (key: string) => memberPath(path, key);
  const fromMinute = members.get("fromMinute");
  return {
    fromMinute:
      fromMinute === "random"
        ? "random"
        : reader.integer(at("fromMinute"), fromMinute, { from: 0, to: A_WEEK_MINUTES }),
    minutes: reader.integer(at("minutes"), members.get("minutes"), { from: 1, to: A_WEEK_MINUTES }),
    errorShare: reader.number(at("errorShare"), members.get("errorShare") ?? 0, { from: 0, to: 1 }),
    slowdown: reader.number(at("slowdown"), members.get("slowdown") ?? 1, { above: 0, to: 1_000 }),
  };
}

import { readEvidence } from "./parse-evidence.ts";
import {
  type Bake,
  type ExperimentPlan,
  FINEST_WEIGHT,
  GUARDRAILS,
  type GuardrailPlan,
  type GuardrailPlans,
  type Plan,
  type RequestBudget,
  type RolloutPlan,
  type Step,
} from "./plan.ts";
import { memberPath, type PlanProblem, PlanReader } from "./plan-reader.ts";
import type { Guardrail } from "./verdict.ts";

export type ParsedPlan =
  | { readonly kind: "parsed"; readonly plan: Plan }
  | { readonly kind: "refused"; readonly problems: readonly PlanProblem[] };

/** Four weeks: longer than any comparison that is worth waiting for. */
const LONGEST_MINUTES = 28 * 24 * 60;

/** Reads a plan strictly: unknown keys are problems, and all problems are reported at once. */
export function parsePlan(input: unknown): ParsedPlan {
  const value = input ?? null;
  const reader = new PlanReader();
  const isExperiment =
    typeof value === "object" && value !== null && "kind" in value && value.kind === "experiment";
  const plan = isExperiment ? readExperiment(reader, value) : readRollout(reader, value);
  return reader.problems.length === 0
    ? { kind: "parsed", plan }
    : { kind: "refused", problems: reader.problems };
}

function readRollout(reader: PlanReader, value: unknown): RolloutPlan {
  const members = reader.object("", value, {
    required: [...SHARED_KEYS, "steps", "bake", "deadlineMinutes"],
    optional: ["requestBudget"],
  });
  reader.choice("kind", members.get("kind"), ["rollout", "experiment"]);
  const steps = reader
    .list("steps", members.get("steps"), 1)
    .map((step, index) => readStep(reader, `steps[${index}]`, step));
  checkSteps(reader, steps);
  const budget = members.get("requestBudget");
  const precautions = readPrecautions(reader, members);
  checkProof(reader, steps, precautions.guardrails);
  return {
    kind: "rollout",
    ...precautions,
    steps,
    ...(budget === undefined ? {} : { requestBudget: readBudget(reader, budget) }),
    bake: readBake(reader, members.get("bake")),
    deadlineMinutes: minutes(reader, "deadlineMinutes", members.get("deadlineMinutes")),
  };
}

function readExperiment(reader: PlanReader, value: unknown): ExperimentPlan {
  const members = reader.object("", value, {
    required: [...SHARED_KEYS, "weight", "minutes"],
    optional: ["continues"],
  });
  const continues = members.get("continues");
  return {
    kind: "experiment",
    ...readPrecautions(reader, members),
    weight: reader.number("weight", members.get("weight"), { from: FINEST_WEIGHT, below: 100 }),
    minutes: minutes(reader, "minutes", members.get("minutes")),
    ...(continues === undefined ? {} : { continues: readEvidence(reader, continues) }),
  };
}

const SHARED_KEYS = ["kind", "name", "smokeQueries", "maximumMetricDelayMinutes", "guardrails"];

function readPrecautions(reader: PlanReader, members: ReadonlyMap<string, unknown>) {
  return {
    name: reader.text("name", members.get("name")),
    smokeQueries: reader
      .list("smokeQueries", members.get("smokeQueries"), 1)
      .map((query, index) => reader.text(`smokeQueries[${index}]`, query)),
    maximumMetricDelayMinutes: minutes(
      reader,
      "maximumMetricDelayMinutes",
      members.get("maximumMetricDelayMinutes"),
    ),
    guardrails: readGuardrails(reader, members.get("guardrails")),
  };
}

function readStep(reader: PlanReader, path: string, value: unknown): Step {
  const members = reader.object(path, value, {
    required: ["weight", "minimumMinutes", "minimumRequests", "evidence"],
    optional: ["approval"],
  });
  const at = (key: string) => memberPath(path, key);
  return {
    weight: reader.number(at("weight"), members.get("weight"), { from: FINEST_WEIGHT, to: 100 }),
    minimumMinutes: minutes(reader, at("minimumMinutes"), members.get("minimumMinutes")),
    minimumRequests: reader.integer(at("minimumRequests"), members.get("minimumRequests"), { from: 1 }),
    evidence: reader.choice(at("evidence"), members.get("evidence"), ["not-harmful", "proven"]) ?? "proven",
    approval: members.has("approval") ? reader.flag(at("approval"), members.get("approval")) : false,
  };
}

function checkSteps(reader: PlanReader, steps: readonly Step[]): void {
  steps.forEach((step, index) => {
    const before = steps[index - 1]?.weight ?? 0;
    if (step.weight !== 0 && step.weight <= before) {
      reader.report(
        `steps[${index}].weight`,
        `expected more than the ${before} before it, found ${step.weight}`,
      );
    }
    if (step.weight === 100 && step.evidence === "proven") {
      reader.report(
        `steps[${index}].evidence`,
        "expected not-harmful: at 100 % nobody is left on stable to compare with",
      );
    }
  });
}

function checkProof(reader: PlanReader, steps: readonly Step[], guardrails: GuardrailPlans): void {
  const settings = Object.values(guardrails);
  if (settings.length === 0 || settings.some(({ mustBeProven }) => mustBeProven)) return;
  steps.forEach(({ evidence }, index) => {
    if (evidence === "proven") {
      reader.report(`steps[${index}].evidence`, "expected a guardrail that must be proven, found none");
    }
  });
}

function readBudget(reader: PlanReader, value: unknown): RequestBudget {
  const members = reader.object("requestBudget", value, { required: ["requests", "withinMinutes"] });
  return {
    requests: reader.integer("requestBudget.requests", members.get("requests"), { from: 1 }),
    withinMinutes: minutes(reader, "requestBudget.withinMinutes", members.get("withinMinutes")),
  };
}

function readBake(reader: PlanReader, value: unknown): Bake {
  const members = reader.object("bake", value, { required: ["minutes", "minimumRequests"] });
  return {
    minutes: minutes(reader, "bake.minutes", members.get("minutes")),
    minimumRequests: reader.integer("bake.minimumRequests", members.get("minimumRequests"), { from: 1 }),
  };
}

function readGuardrails(reader: PlanReader, value: unknown): GuardrailPlans {
  const members = reader.object("guardrails", value, {
    required: ["errors"],
    optional: GUARDRAILS.filter((name) => name !== "errors"),
  });
  const entries = [...members].map(([name, settings]) => [name, readGuardrail(reader, name, settings)]);
  return Object.fromEntries(entries);
}

const MEASURED: readonly string[] = ["latency", "init", "cost"] satisfies readonly Guardrail[];

function readGuardrail(reader: PlanReader, name: string, value: unknown): GuardrailPlan {
  const path = `guardrails.${name}`;
  const isMeasured = MEASURED.includes(name);
  const members = reader.object(path, value, {
    required: isMeasured ? ["margin", "historicRates", "thresholds"] : ["margin", "historicRates"],
    optional: [...(isMeasured ? [] : ["thresholds"]), "limit", "mustBeProven"],
  });
  const at = (key: string) => memberPath(path, key);
  const limit = members.get("limit");
  const thresholds = readThresholds(reader, at("thresholds"), members.get("thresholds"), isMeasured);
  const rates = readRates(reader, at("historicRates"), members.get("historicRates"));
  const expected = Math.max(1, thresholds.length);
  if (rates.length > 0 && rates.length !== expected) {
    reader.report(
      at("historicRates"),
      `expected ${expected} rates, one per threshold, found ${rates.length}`,
    );
  }
  return {
    thresholds,
    historicRates: rates,
    margin: reader.number(at("margin"), members.get("margin"), { above: 0, below: 1 }),
    ...(limit === undefined ? {} : { limit: reader.number(at("limit"), limit, { above: 0, below: 0.95 }) }),
    mustBeProven: members.has("mustBeProven")
      ? reader.flag(at("mustBeProven"), members.get("mustBeProven"))
      : true,
  };
}

/** What is measured has thresholds; what is yes or no has none, and may say so. */
function readThresholds(
  reader: PlanReader,
  path: string,
  value: unknown,
  isMeasured: boolean,
): readonly number[] {
  const thresholds = reader
    .list(path, value, isMeasured ? 1 : 0)
    .map((threshold, index) => reader.number(`${path}[${index}]`, threshold, { above: 0 }));
  if (!isMeasured && thresholds.length > 0) reader.report(path, "expected none: the outcome is yes or no");
  const isAscending = thresholds.every((threshold, index) => threshold > (thresholds[index - 1] ?? 0));
  if (!isAscending) reader.report(path, `expected ascending numbers, found ${thresholds.join(", ")}`);
  return thresholds;
}

function readRates(reader: PlanReader, path: string, value: unknown): readonly number[] {
  return reader
    .list(path, value, 1)
    .map((rate, index) => reader.number(`${path}[${index}]`, rate, { above: 0, below: 1 }));
}

function minutes(reader: PlanReader, path: string, value: unknown): number {
  return reader.number(path, value, { above: 0, to: LONGEST_MINUTES });
}

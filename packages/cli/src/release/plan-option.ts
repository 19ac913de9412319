import { readFileSync } from "node:fs";
import { type Plan, parsePlan, type RolloutPlan, SHIPPED_PLANS } from "@switchyard/rollout";
import { CommandError } from "../terminal.ts";

/** Name of a plan that ships: the controller knows it, and lays the stage's limits over it. */
export type ShippedPlan = keyof typeof SHIPPED_PLANS;

/** What `--plan` names: a plan that ships, or a JSON file with one. Every problem of a file is told at once. */
export function planOption(text: string, resolveFile: (file: string) => string): ShippedPlan | RolloutPlan {
  if (isShipped(text)) return text;
  const file = resolveFile(text);
  const plan = requirePlan(readJson(file, text), file);
  if (plan.kind === "rollout") return plan;
  throw new CommandError(
    `${file}: expected a rollout, found an experiment; start it with "experiment start".`,
    2,
  );
}

/** A plan that the controller would take; exit code 2 with all of its problems. */
export function requirePlan(value: unknown, from: string): Plan {
  const parsed = parsePlan(value);
  if (parsed.kind === "parsed") return parsed.plan;
  const problems = parsed.problems.map(({ path, message }) =>
    path === "" ? message : `${path}: ${message}`,
  );
  throw new CommandError([`${from} is no plan:`, ...problems].join("\n  "), 2);
}

function readJson(file: string, asked: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const names = Object.keys(SHIPPED_PLANS).join(", ");
    throw new CommandError(
      `Expected ${names} or a file with a plan, found "${asked}": ${error instanceof Error ? error.message : String(error)}.`,
      2,
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandError(
      `${file} is no JSON: ${error instanceof Error ? error.message : String(error)}.`,
      2,
    );
  }
}

function isShipped(name: string): name is ShippedPlan {
  return Object.hasOwn(SHIPPED_PLANS, name);
}

import { readFileSync } from "node:fs";
import {
  type Plan,
  type PlanProblem,
  parsePlan,
  parseWorld,
  REFERENCE_PLAN,
  SHIPPED_PLANS,
  type World,
} from "@switchyard/rollout";
import { parseDocument } from "yaml";
import { CommandError } from "../terminal.ts";

const NAMED_PLANS: ReadonlyMap<string, Plan> = new Map(
  Object.entries({ ...SHIPPED_PLANS, reference: REFERENCE_PLAN }),
);

export interface Inputs {
  readonly plan: Plan;
  readonly world: World;
}

/** Reads the plan, by its name or from a file, and the world. All problems of both are told at once. */
export function readInputs(plan: string, worldFile: string, resolvePath: (file: string) => string): Inputs {
  const named = NAMED_PLANS.get(plan);
  const planRead = named === undefined ? readPlan(resolvePath(plan)) : { value: named, problems: [] };
  const worldRead = readWorld(resolvePath(worldFile));
  const problems = [
    ...planRead.problems.map((problem) => `plan ${plan}: ${problem}`),
    ...worldRead.problems.map((problem) => `world ${worldFile}: ${problem}`),
  ];
  if (planRead.value !== undefined && worldRead.value !== undefined) {
    return { plan: planRead.value, world: worldRead.value };
  }
  const hint =
    named === undefined ? `\nA plan is a file or one of ${[...NAMED_PLANS.keys()].join(", ")}.` : "";
  throw new CommandError(`Nothing is simulated:\n${problems.join("\n")}${hint}`, 2);
}

interface Read<T> {
  readonly value: T | undefined;
  readonly problems: readonly string[];
}

function readPlan(path: string): Read<Plan> {
  const file = readFile(path);
  if (file.value === undefined) return { value: undefined, problems: file.problems };
  const parsed = parsePlan(file.value.content);
  return parsed.kind === "parsed"
    ? { value: parsed.plan, problems: [] }
    : { value: undefined, problems: parsed.problems.map(describe) };
}

function readWorld(path: string): Read<World> {
  const file = readFile(path);
  if (file.value === undefined) return { value: undefined, problems: file.problems };
  const parsed = parseWorld(file.value.content);
  return parsed.kind === "parsed"
    ? { value: parsed.world, problems: [] }
    : { value: undefined, problems: parsed.problems.map(describe) };
}

/** JSON is YAML, so one reader does for both. */
function readFile(path: string): Read<{ readonly content: unknown }> {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { value: undefined, problems: [`cannot be read: ${why}`] };
  }
  const document = parseDocument(text);
  return document.errors.length > 0
    ? { value: undefined, problems: document.errors.map(({ message }) => message.trimEnd()) }
    : { value: { content: document.toJS({ maxAliasCount: 0 }) as unknown }, problems: [] };
}

function describe({ path, message }: PlanProblem): string {
  return path === "" ? message : `${path} ${message}`;
}

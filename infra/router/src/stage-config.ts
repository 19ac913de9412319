import { z } from "zod";
import { describeIssues, keyOf, NAMESPACE } from "./config-problems.ts";
import { Answering, Common, Deciding, type StageConfig, wholeNumber } from "./stage-schema.ts";

export type { StageConfig } from "./stage-schema.ts";

type StageConfigResult =
  | { readonly ok: true; readonly config: StageConfig }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Reads a stage's settings from a stack's whole configuration, in which every value is text: objects,
 * numbers and booleans as JSON. Reports everything that is wrong, not only the first.
 */
export function parseStageConfig(stack: Readonly<Record<string, string>>): StageConfigResult {
  const settings: Record<string, unknown> = {};
  const misplaced: string[] = [];
  for (const [name, value] of Object.entries(stack)) {
    const colon = name.indexOf(":");
    const namespace = name.slice(0, colon);
    if (namespace === NAMESPACE) settings[name.slice(colon + 1)] = decode(name.slice(colon + 1), value);
    else if (namespace !== "aws" && namespace !== "pulumi") {
      misplaced.push(`${name}: unknown namespace; settings of the router are written ${NAMESPACE}:<key>`);
    }
  }
  const parsed = (servesAnswers(settings) ? Answering : Deciding).safeParse(settings);
  const problems = [
    ...misplaced,
    ...(parsed.success ? [] : describeIssues(parsed.error.issues, settings)),
    ...agentProblems(settings),
    ...timeoutProblems(settings),
    ...concurrencyProblems(settings),
    ...addressProblems(settings),
    ...promotionProblems(settings),
    ...tagProblems(settings),
  ];
  if (!parsed.success || problems.length > 0) return { ok: false, problems };
  const { data } = parsed;
  return { ok: true, config: { ...data, tags: { ...data.tags, [STAGE_TAG]: data.stage } } };
}

/** Reads what a deployment says that it was made with; undefined where another program wrote it. */
export function readDeployedSettings(text: string): StageConfig | undefined {
  const settings = decode("", text);
  if (typeof settings !== "object" || settings === null) return undefined;
  const serves: unknown = Reflect.get(settings, "serves");
  const parsed = (serves === "decisions" ? Deciding : Answering).safeParse(settings);
  return parsed.success ? parsed.data : undefined;
}

/** By this tag policies and budgets tell the stages apart, so no stage may go without or say something else. */
const STAGE_TAG = "switchyard:stage";

const TEXT_KEYS: readonly string[] = ["stage", "foundationStack", "imageDigest"];

function decode(key: string, value: string): unknown {
  if (TEXT_KEYS.includes(key)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function servesAnswers({ serves = "answers" }: Readonly<Record<string, unknown>>): boolean {
  return serves === "answers";
}

function agentProblems(settings: Readonly<Record<string, unknown>>): readonly string[] {
  if (!servesAnswers(settings)) return [];
  const { agents, demoAgents } = settings;
  if (agents === undefined && demoAgents === undefined) {
    return [`${keyOf(["agents"])}: expected either this key or ${keyOf(["demoAgents"])}, found neither`];
  }
  if (agents !== undefined && demoAgents !== undefined) {
    return [`${keyOf(["agents"])}: expected either this key or ${keyOf(["demoAgents"])}, found both`];
  }
  const ids = Array.isArray(demoAgents) ? demoAgents : Object.keys(agents ?? {});
  if (agents !== undefined && typeof agents === "object" && ids.length === 0) {
    return [`${keyOf(["agents"])}: expected at least one agent, found none`];
  }
  return ids
    .filter((id, index) => ids.indexOf(id) !== index)
    .map((id) => `${keyOf(["demoAgents"])}: expected each agent once, found ${JSON.stringify(id)} again`);
}

const Timeouts = z.object({
  function: z.object({ timeoutSeconds: Common.shape.function.shape.timeoutSeconds }),
  llm: z.object({ timeoutMs: Common.shape.llm.shape.timeoutMs }),
});

/** The LLM step and, where one is called, the agent run one after the other; both must fit into one invocation. */
function timeoutProblems(settings: Readonly<Record<string, unknown>>): readonly string[] {
  const parsed = Timeouts.safeParse(settings);
  // A time-out that is missing or out of range has been reported already.
  if (!parsed.success) return [];
  const { function: fn, llm } = parsed.data;
  const roomMs = fn.timeoutSeconds * 1000 - llm.timeoutMs;
  const limit = `${keyOf(["function", "timeoutSeconds"])} is ${fn.timeoutSeconds} s`;
  if (!servesAnswers(settings)) {
    if (roomMs >= 0) return [];
    return [
      `${keyOf(["llm", "timeoutMs"])}: expected at most ${fn.timeoutSeconds * 1000} (${limit}), found ${llm.timeoutMs}`,
    ];
  }
  const agent = Answering.shape.agentTimeoutMs.safeParse(settings.agentTimeoutMs);
  if (!agent.success || agent.data <= roomMs) return [];
  return [
    `${keyOf(["agentTimeoutMs"])}: expected at most ${roomMs} (${limit}, ` +
      `of which ${keyOf(["llm", "timeoutMs"])} takes ${llm.timeoutMs} ms), found ${agent.data}`,
  ];
}

const Concurrency = z.object({
  function: z.object({ reservedConcurrency: wholeNumber(0, 100_000) }),
  release: z.object({ provisionedConcurrency: Common.shape.release.shape.provisionedConcurrency }),
});

/** Provisioned environments count against the reservation, and a rollout has two versions in service. */
function concurrencyProblems(settings: unknown): readonly string[] {
  const parsed = Concurrency.safeParse(settings);
  if (!parsed.success) return [];
  const { reservedConcurrency } = parsed.data.function;
  const { provisionedConcurrency } = parsed.data.release;
  if (reservedConcurrency >= 2 * provisionedConcurrency) return [];
  return [
    `${keyOf(["function", "reservedConcurrency"])}: expected at least ${2 * provisionedConcurrency} (during a rollout two versions keep ` +
      `${keyOf(["release", "provisionedConcurrency"])} = ${provisionedConcurrency} each), found ${reservedConcurrency}`,
  ];
}

/** Two subscriptions of one address would be one resource twice. */
function addressProblems({ release }: Readonly<Record<string, unknown>>): readonly string[] {
  const parsed = z.object({ notifyEmails: z.array(z.string()) }).safeParse(release);
  const addresses = parsed.data?.notifyEmails ?? [];
  return addresses
    .filter((address, index) => addresses.indexOf(address) !== index)
    .map(
      (address) =>
        `${keyOf(["release", "notifyEmails"])}: expected each address once, found ${JSON.stringify(address)} again`,
    );
}

function promotionProblems({ stage, promotion }: Readonly<Record<string, unknown>>): readonly string[] {
  const parsed = z.object({ from: z.string() }).safeParse(promotion);
  if (!parsed.success || parsed.data.from !== stage) return [];
  return [
    `${keyOf(["promotion", "from"])}: expected another stage than this one, found "${parsed.data.from}"`,
  ];
}

function tagProblems({ tags }: Readonly<Record<string, unknown>>): readonly string[] {
  if (typeof tags !== "object" || tags === null || !(STAGE_TAG in tags)) return [];
  return [
    `${keyOf(["tags", STAGE_TAG])}: expected other tags than this one, which every resource gets; remove it`,
  ];
}

import { CommandError } from "../terminal.ts";

/** What a bill depends on and no setting says. Times in milliseconds, shares from 0 to 1. */
export interface Assumptions {
  /** Requests that only the language model can route. */
  readonly llmShare: number;
  /** Requests that the gateway's cache answers. Never assumed: the callers decide that. */
  readonly cacheHitShare: number;
  /** Of the router's time, without the agent. */
  readonly routerMs: number;
  /** The router waits for the agent, and is billed meanwhile. */
  readonly agentMs: number;
  /** Time of one call of the language model. */
  readonly llmMs: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Requests that wait for a new environment, where none is kept ready. */
  readonly coldShare: number;
  /** Billed start of an environment. */
  readonly initMs: number;
  /** Requests that find the environments that are kept ready busy, and run on demand. */
  readonly spillShare: number;
  readonly logBytes: number;
  readonly imageMb: number;
  /** Images kept in the repository for this stage. */
  readonly imagesKept: number;
  /** One pass of the release controller. */
  readonly tickMs: number;
  /** Of the router that is compared with: its prompt, its starts, and how often a request waits for one. */
  readonly baselineInputTokens: number;
  readonly baselineInitMs: number;
  readonly baselineColdShare: number;
}

/** Why each is what it is. */
export const ASSUMED: Readonly<Record<keyof Assumptions, readonly [value: number, why: string]>> = {
  llmShare: [
    0.2,
    "the fast path decides 80 % of the questions: docs/routing-in-numbers.md has what it is on yours",
  ],
  cacheHitShare: [0, "callers decide how often they repeat themselves within the cache's time"],
  routerMs: [3, "a warm decision of the fast path takes well under that"],
  agentMs: [1500, "an agent's answer; measure yours"],
  llmMs: [700, "one short call of a small model"],
  inputTokens: [700, "prompt of at most 50 words, tool with the agents, question"],
  outputTokens: [60, "a tool call that names the agent"],
  coldShare: [0.02, "depends on the traffic's shape"],
  initMs: [300, "a start of the router's image at 512 MB; AWS bills it since August 2025"],
  spillShare: [0.05, "bursts above the environments that are kept ready"],
  logBytes: [1500, "one line of metrics and Lambda's report for each request"],
  imageMb: [110, "the base image and 1.5 MB of ours; layers are shared between images, and are not here"],
  imagesKept: [10, "between two releases of this stage"],
  tickMs: [200, "one pass of the controller each minute"],
  baselineInputTokens: [1300, "a prompt of more than 500 words instead of 50"],
  baselineInitMs: [1420, "what the router before it took to start"],
  baselineColdShare: [0.8, "its warm starts were about 20 %"],
};

export const DEFAULT_ASSUMPTIONS: Assumptions = {
  llmShare: ASSUMED.llmShare[0],
  cacheHitShare: ASSUMED.cacheHitShare[0],
  routerMs: ASSUMED.routerMs[0],
  agentMs: ASSUMED.agentMs[0],
  llmMs: ASSUMED.llmMs[0],
  inputTokens: ASSUMED.inputTokens[0],
  outputTokens: ASSUMED.outputTokens[0],
  coldShare: ASSUMED.coldShare[0],
  initMs: ASSUMED.initMs[0],
  spillShare: ASSUMED.spillShare[0],
  logBytes: ASSUMED.logBytes[0],
  imageMb: ASSUMED.imageMb[0],
  imagesKept: ASSUMED.imagesKept[0],
  tickMs: ASSUMED.tickMs[0],
  baselineInputTokens: ASSUMED.baselineInputTokens[0],
  baselineInitMs: ASSUMED.baselineInitMs[0],
  baselineColdShare: ASSUMED.baselineColdShare[0],
};

/** Reads `--assume llmShare=0.3` over what was assumed before. */
export function assume(before: Assumptions, text: string): Assumptions {
  const at = text.indexOf("=");
  const name = text.slice(0, Math.max(0, at));
  const value = Number(text.slice(at + 1));
  if (!isAssumption(name)) {
    throw new CommandError(
      `--assume: expected name=number with one of ${Object.keys(ASSUMED).join(", ")}, found "${text}".`,
      2,
    );
  }
  const isShare = name.endsWith("Share");
  if (text.slice(at + 1).trim() === "" || !Number.isFinite(value) || value < 0 || (isShare && value > 1)) {
    throw new CommandError(
      `--assume: expected ${isShare ? "a share from 0 to 1" : "a number of 0 or more"} for ${name}, found "${text.slice(at + 1)}".`,
      2,
    );
  }
  return { ...before, [name]: value };
}

function isAssumption(name: string): name is keyof Assumptions {
  return Object.hasOwn(ASSUMED, name);
}

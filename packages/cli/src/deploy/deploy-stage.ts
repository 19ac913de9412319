import type { CommandLine } from "../command-line.ts";
import { readStage } from "../stage-file.ts";
import { cloudOf } from "../target-cloud.ts";
import { CommandError, type Terminal } from "../terminal.ts";
import { type Change, changesMarkdown, countChanges, countsText, shortType } from "./changes.ts";
import type { StackDeployer, StackPlan, StackTarget } from "./deployer.ts";
import { openDeployer } from "./open-deployer.ts";
import { planCost } from "./plan-cost.ts";
import { releaseDigest } from "./release-digest.ts";
import { digestIn, routerStack } from "./stage-target.ts";
import { addSummary } from "./summary.ts";

/** What `deploy` is asked for, beside the stage. */
export interface DeployOptions {
  readonly digest?: string;
  readonly config: Readonly<Record<string, string>>;
  readonly preview?: true;
  readonly requestsPerMonth: number;
  readonly release?: true;
  readonly plan?: string;
  readonly by: string;
  readonly why: string;
  readonly timeoutMinutes?: number;
  readonly summary?: string;
  readonly json?: true;
}

/** `deploy`: shows the changes, carries them out unless it is a preview, and says which version waits for its release. */
export async function deployStage(line: CommandLine, stage: string, options: DeployOptions): Promise<void> {
  const { deployer } = await openDeployer(stage, line);
  try {
    const stack = routerStack(stage, cloudOf(stage, line.env), options.digest);
    const target = {
      ...stack,
      config: { ...stack.config, ...options.config, ...startedHere(stage, options) },
    };
    line.terminal.err(`Comparing stage ${stage} with its program …`);
    const plan = await deployer.preview(target);
    const cost = await planCost(deployer, target, plan.changes, options.requestsPerMonth);
    addSummary(options.summary, line, [...planMarkdown(stage, plan), "", ...cost]);
    requireNoViolation(stage, plan);
    if (options.preview !== true) await deployer.up(target);
    const done = options.preview === true ? undefined : await published(deployer, target);
    const changes = countChanges(plan.changes);
    if (options.json === true) line.terminal.out(JSON.stringify({ stage, changes, ...done }));
    else report(line.terminal, stage, plan.changes, cost[0] ?? "", done);
    if (done !== undefined && options.release === true)
      await releaseDigest(line, stage, done.digest, options);
  } finally {
    await deployer.close();
  }
}

/** With a plan of one's own the release is started by this command, also where the stage would begin with its own plan. */
function startedHere(
  stage: string,
  { release, plan, config }: DeployOptions,
): Readonly<Record<string, string>> {
  if (release !== true || plan === undefined) return {};
  const settings = readStage(stage, config).release;
  return { "switchyard:release": JSON.stringify({ ...settings, start: "manual" }) };
}

function requireNoViolation(stage: string, { violations }: StackPlan): void {
  if (violations.length === 0) return;
  throw new CommandError([`Policies forbid what stage ${stage} would become:`, ...violations].join("\n  "));
}

export function planMarkdown(stage: string, { changes, violations }: StackPlan): readonly string[] {
  return [
    `### ${stage}: ${countsText(changes)}`,
    "",
    ...changesMarkdown(changes),
    ...(violations.length === 0
      ? []
      : ["", "**Policies forbid it:**", ...violations.map((text) => `- ${text}`)]),
  ];
}

interface Published {
  readonly version: string;
  readonly digest: string;
}

async function published(
  deployer: StackDeployer,
  { project, stack: stage }: StackTarget,
): Promise<Published> {
  const { version, imageUri } = (await deployer.outputs(project, stage)) ?? {};
  if (version === undefined)
    throw new CommandError(`Expected stage ${stage} to have an output version, found none.`);
  return { version, digest: digestIn(imageUri) };
}

function report(
  terminal: Terminal,
  stage: string,
  changes: readonly Change[],
  cost: string,
  done: Published | undefined,
): void {
  for (const { op, type, name, changed } of changes) {
    const paths = changed.length === 0 ? "" : terminal.style("dim", `  [${changed.join(", ")}]`);
    terminal.out(`  ${op.padEnd(7)} ${shortType(type)} ${terminal.style("bold", name)}${paths}`);
  }
  terminal.out(`Stage ${stage}: ${countsText(changes)}.`);
  terminal.out(cost);
  if (done !== undefined) terminal.out(`Version ${done.version} is published, from ${done.digest}.`);
}

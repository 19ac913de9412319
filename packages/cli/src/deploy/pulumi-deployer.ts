import { spawn } from "node:child_process";
import { join } from "node:path";
import { REPOSITORY } from "../projects.ts";
import { CommandError } from "../terminal.ts";
import type { StackDeployer, StackTarget } from "./deployer.ts";
import { changesInPreview, textOutputs } from "./pulumi-json.ts";

interface PulumiDeps {
  /** The Pulumi CLI. */
  readonly program: string;
  readonly env: NodeJS.ProcessEnv;
  /** A line that the CLI writes for people. */
  readonly onLine: (line: string) => void;
}

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const POLICIES = join(REPOSITORY, "infra", "policy");
/** The controller moves it between deployments: what a refresh says of it is no news. */
const ALIAS = "**aws:lambda/alias:Alias::router-live";
/** In the words of the CLI, with `--expect-no-changes`. */
const CHANGED = /no changes were expected but changes occurred/;
const NO_STACK = /no stack named/;

/**
 * Deploys to AWS by the Pulumi CLI. Always with `--refresh`: what the state remembers of the alias is old by then, and
 * without a refresh it would be sent along with any other change of it.
 */
export function pulumiDeployer({ program, env, onLine }: PulumiDeps): StackDeployer {
  const run = (args: readonly string[], shown: boolean): Promise<Ran> =>
    new Promise((resolve, reject) => {
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      const child = spawn(program, args, { cwd: REPOSITORY, env, stdio: ["ignore", "pipe", "pipe"] });
      const show = (chunk: Buffer): void => {
        for (const line of chunk.toString().split("\n")) if (line.trim() !== "") onLine(line);
      };
      child.stdout.on("data", (chunk: Buffer) => {
        out.push(chunk);
        if (shown) show(chunk);
      });
      child.stderr.on("data", (chunk: Buffer) => {
        err.push(chunk);
        show(chunk);
      });
      child.on("error", (error) =>
        reject(
          new CommandError(
            `Expected the Pulumi CLI as "${program}", found: ${error.message}. Install it.`,
            3,
          ),
        ),
      );
      child.on("close", (code) =>
        resolve({ code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }),
      );
    });
  const must = async (args: readonly string[], shown = false): Promise<string> => {
    const { code, out, err } = await run(args, shown);
    if (code === 0) return out;
    const said = shown ? err : `${out}${err}`;
    throw new CommandError(`pulumi ${args[0]} failed with exit code ${code}.\n${said.trim()}`);
  };

  return {
    preview: async (target) => ({
      // A violation of a policy ends the CLI with an error, which names it.
      changes: changesInPreview(await must(["preview", ...options(target), ...guarded(target), "--json"])),
      violations: [],
    }),
    up: async (target) =>
      void (await must(["up", ...options(target), ...guarded(target), "--yes", "--skip-preview"], true)),
    outputs: async (project, stack) => {
      const { code, out, err } = await run(
        ["stack", "output", "--cwd", project.dir, "--stack", stack, "--json"],
        false,
      );
      if (code === 0) return textOutputs(out);
      if (NO_STACK.test(err)) return undefined;
      throw new CommandError(`pulumi stack output failed with exit code ${code}.\n${err.trim()}`);
    },
    drift: async (target) => {
      const { code, out, err } = await run(
        [
          // Without a program, so without config.
          "refresh",
          ...options({ ...target, config: {} }),
          "--preview-only",
          "--expect-no-changes",
          "--diff",
          "--exclude",
          ALIAS,
        ],
        false,
      );
      if (code === 0) return [];
      if (CHANGED.test(`${out}${err}`)) return out.split("\n").filter((line) => /^\s+[~+-]/.test(line));
      throw new CommandError(`pulumi refresh failed with exit code ${code}.\n${err.trim()}`);
    },
    close: async () => undefined,
  };
}

function options({ project, stack, config, onlyComponent }: StackTarget): readonly string[] {
  return [
    "--cwd",
    project.dir,
    "--stack",
    stack,
    "--non-interactive",
    ...Object.entries(config).flatMap(([key, value]) => ["--config", `${key}=${value}`]),
    ...(onlyComponent === undefined ? [] : ["--target", `**${onlyComponent}**`]),
  ];
}

function guarded({ onlyComponent }: StackTarget): readonly string[] {
  // Who may only push an image may not look at the rest.
  return onlyComponent === undefined ? ["--refresh", "--policy-pack", POLICIES] : [];
}

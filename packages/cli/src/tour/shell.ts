import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { REPOSITORY } from "../projects.ts";
import { CommandError } from "../terminal.ts";

/** Runs the guide's commands as a person would. */
export interface Shell {
  /** Resolves when they are done. Throws when one of them fails. */
  readonly run: (commands: string) => Promise<void>;
  /** Leaves them running until they end, or the shell is closed. Their output is nobody's. */
  readonly start: (commands: string) => void;
  readonly close: () => void;
}

const MAIN = join(REPOSITORY, "packages", "cli", "src", "main.ts");

/** The same program, without the start of npm, which takes longer than many a command. */
function direct(commands: string): string {
  return commands.replaceAll("npm run -s switchyard --", `"${process.execPath}" "${MAIN}"`);
}

export function openShell(env: NodeJS.ProcessEnv, signal: AbortSignal): Shell {
  const background = new Set<ChildProcess>();
  const launch = (commands: string, stdio: "inherit" | "ignore"): ChildProcess =>
    spawn("bash", ["-euo", "pipefail", "-c", direct(commands)], {
      cwd: REPOSITORY,
      env: { ...env, INIT_CWD: REPOSITORY },
      stdio,
      // A group of its own, so that all of it can be ended.
      detached: stdio === "ignore",
    });
  return {
    run: (commands) =>
      new Promise((resolve, reject) => {
        const child = launch(commands, "inherit");
        const stop = (): void => void child.kill();
        signal.addEventListener("abort", stop, { once: true });
        child.on("error", reject);
        child.on("close", (code) => {
          signal.removeEventListener("abort", stop);
          if (code === 0) resolve();
          else reject(new CommandError(`The step ended with exit code ${code}; what it said is above.`));
        });
      }),
    start: (commands) => {
      const child = launch(commands, "ignore");
      background.add(child);
      child.on("close", () => background.delete(child));
    },
    close: () => {
      for (const { pid } of background) if (pid !== undefined) process.kill(-pid, "SIGTERM");
    },
  };
}

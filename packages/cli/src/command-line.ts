import type { Terminal } from "./terminal.ts";

/** What a run of the command needs from its process. */
export interface CommandLine {
  readonly terminal: Terminal;
  readonly env: NodeJS.ProcessEnv;
  /** Registers what Ctrl-C and a termination signal do. */
  readonly onInterrupt: (stop: () => void) => void;
}

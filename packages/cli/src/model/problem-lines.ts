import { CommandError, printable, type Terminal } from "../terminal.ts";

/** Something about a file, told as `file:line: severity: message`. */
export interface FileProblem {
  readonly severity: "error" | "warning";
  readonly file: string;
  /** Undefined when it is about the file as a whole. */
  readonly line?: number;
  readonly message: string;
}

/** A thousand warnings of one kind say no more than twenty. Errors are what somebody must mend. */
const MOST_WARNINGS = 20;

/** Prints problems where progress goes, so that results can be piped: every error, and of many warnings the first twenty. */
export function printProblems(terminal: Terminal, problems: readonly FileProblem[]): void {
  const errors = problems.filter(({ severity }) => severity === "error");
  const warnings = problems.filter(({ severity }) => severity === "warning");
  for (const { file, line, severity, message } of [...errors, ...warnings.slice(0, MOST_WARNINGS)]) {
    const place = line === undefined ? file : `${file}:${line}`;
    terminal.err(printable(`${place}: ${severity}: ${message}`));
  }
  const left = warnings.length - MOST_WARNINGS;
  if (left > 0) terminal.err(`… and ${left} more warning${left === 1 ? "" : "s"}`);
}

/** Files whose content cannot be used, with everything that is wrong. */
export class UnusableInput extends CommandError {
  readonly problems: readonly FileProblem[];

  constructor(message: string, problems: readonly FileProblem[]) {
    super(message, 1);
    this.name = "UnusableInput";
    this.problems = problems;
  }
}

/** Runs a command that reads files: prints what is wrong with them, or gives it to scripts, and fails as it must. */
export async function reportingProblems(
  terminal: Terminal,
  json: boolean,
  run: () => Promise<void> | void,
): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (error instanceof UnusableInput) {
      if (json) terminal.out(JSON.stringify({ ok: false, problems: error.problems }));
      else printProblems(terminal, error.problems);
    }
    throw error;
  }
}

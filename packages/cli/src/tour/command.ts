import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import type { CommandLine } from "../command-line.ts";
import { REPOSITORY } from "../projects.ts";
import { CommandError } from "../terminal.ts";
import { type Asker, PERSON } from "../tune/confirm.ts";
import { readGuide } from "./guide.ts";
import { openShell } from "./shell.ts";

/** The guide that people read is the one that is run. */
const GUIDE = join(REPOSITORY, "docs", "tour.md");

/** `tour`: shows the guide step by step, and runs its commands. */
export function addTourCommand(program: Command, line: CommandLine, asker: Asker = PERSON): void {
  program
    .command("tour")
    .description(
      "a first run, step by step: ask, release a bad version, watch it roll back, release a good one",
    )
    .option("--yes", "go on without waiting for Enter")
    .action((options: { readonly yes?: true }) => tour(line, asker, options.yes === true));
}

async function tour(
  { env, terminal, onInterrupt }: CommandLine,
  asker: Asker,
  goesOn: boolean,
): Promise<void> {
  if (!goesOn && !asker.isThere) {
    throw new CommandError("There is nobody to press Enter here. Give --yes to go on by itself.", 2);
  }
  const abort = new AbortController();
  onInterrupt(() => abort.abort());
  const shell = openShell(env, abort.signal);
  const startedMs = performance.now();
  try {
    for (const { title, parts } of readGuide(readFileSync(GUIDE, "utf8"))) {
      terminal.out(`\n${terminal.style("bold", title)}\n`);
      for (const part of parts) {
        if (part.kind === "text") {
          terminal.out(`${part.text}\n`);
          continue;
        }
        for (const text of part.text.trim().split("\n")) terminal.out(terminal.style("dim", `  $ ${text}`));
        if (!goesOn) await asker.ask("Enter runs it. ", abort.signal);
        if (part.isBackground) shell.start(part.text);
        else await shell.run(part.text);
      }
    }
  } finally {
    shell.close();
  }
  terminal.out(`\nThat was it, in ${Math.round((performance.now() - startedMs) / 1000)} s.`);
}

import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { type Cell, referenceCells, shippedCells } from "./cells.ts";
import { fillIn, hashOfInputs, sections } from "./doc.ts";
import { runCells } from "./pool.ts";
import type { Measured } from "./tables.ts";
import { secondsForAWeek } from "./week.ts";

const DOCUMENT = new URL("../../../docs/releases-in-numbers.md", import.meta.url);

const HELP = `Simulates releases and writes the tables of docs/releases-in-numbers.md.

  --runs <n>      in each cell (2000); the tables of shipped plans get a quarter of them
  --seed <n>      of the first run (1)
  --workers <n>   threads (as many as there are processors)
  --print         print the tables and leave the document as it is`;

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "2000" },
    seed: { type: "string", default: "1" },
    workers: { type: "string", default: String(availableParallelism()) },
    print: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) print(HELP);
else await run();

async function run(): Promise<void> {
  const seed = whole("seed", values.seed, 0);
  const workers = whole("workers", values.workers, 1);
  const runs = whole("runs", values.runs, 1);
  const shippedRuns = Math.max(1, Math.round(runs / 4));
  const startedMs = performance.now();

  const measure = async (title: string, cells: readonly Cell[], each: number) => {
    const onCell = (done: number) => progress(`${title}: ${done} of ${cells.length} cells`);
    const summaries = await runCells(cells, { workers, seed, runs: each, onCell });
    return cells.flatMap((cell, index): readonly Measured[] => {
      const summary = summaries[index];
      return summary === undefined ? [] : [{ cell, summary }];
    });
  };
  const reference = await measure("reference plan", referenceCells(), runs);
  const shipped = await measure("shipped plans", shippedCells(), shippedRuns);
  const provenance = { seed, runs, shippedRuns, inputs: hashOfInputs() };
  const filled = sections(provenance, reference, shipped);
  if (values.print) {
    for (const [name, content] of filled) print(`\n${name}\n\n${content}`);
  } else {
    writeFileSync(DOCUMENT, fillIn(readFileSync(DOCUMENT, "utf8"), filled));
  }
  const seconds = (performance.now() - startedMs) / 1_000;
  print(
    `\n${seconds.toFixed(0)} s in all. A week of one-minute ticks: ${(await secondsForAWeek()).toFixed(2)} s.`,
  );
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${text}\u001b[K`);
}

function whole(name: string, text: string, least: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least) return value;
  throw new Error(`--${name}: expected a whole number of at least ${least}, found "${text}"`);
}

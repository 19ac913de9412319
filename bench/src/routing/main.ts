import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { coveragePrecisionChart } from "./chart.ts";
import { fillIn, sections } from "./doc.ts";
import { hashOfInputs } from "./inputs.ts";
import { type Row, runSet } from "./run-set.ts";
import { readSet, SETS, type SetId, SMALLEST_SET } from "./sets.ts";

const DOCUMENT = new URL("../../../docs/routing-in-numbers.md", import.meta.url);
const CHART = new URL("../../../docs/routing-coverage-precision.svg", import.meta.url);
const DRAWN: SetId = "banking77";

const HELP = `Trains every contender on every set, measures all alike, and writes docs/routing-in-numbers.md and its chart.

  --quick   the smallest set only; prints the tables and writes nothing
  --print   prints the tables and writes nothing`;

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    print: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) print(HELP);
else await run();

async function run(): Promise<void> {
  const startedMs = performance.now();
  const chosen = SETS.filter(({ id }) => !values.quick || id === SMALLEST_SET);
  const rows = new Map<SetId, readonly Row[]>();
  for (const { id, title } of chosen) {
    rows.set(id, await runSet(readSet(id), (step) => say(`${seconds(startedMs)} ${title}: ${step}`)));
  }
  const inputs = await hashOfInputs();
  const processor = cpus()[0]?.model ?? "an unknown processor";
  const filled = sections({ inputs, node: process.versions.node, processor }, rows);
  if (values.quick || values.print) {
    for (const [name, content] of filled) print(`\n${name}\n\n${content}`);
  } else {
    writeFileSync(DOCUMENT, fillIn(readFileSync(DOCUMENT, "utf8"), filled));
    const title = SETS.find(({ id }) => id === DRAWN)?.title ?? DRAWN;
    writeFileSync(CHART, coveragePrecisionChart(title, rows.get(DRAWN) ?? [], inputs));
  }
  print(`\n${seconds(startedMs)} in all.`);
}

function seconds(sinceMs: number): string {
  return `${((performance.now() - sinceMs) / 1_000).toFixed(0)} s`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

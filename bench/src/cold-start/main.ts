import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { fillIn } from "../releases/doc.ts";
import { type BenchEvent, EVENTS } from "../variants/events.ts";
import { thisMachine } from "../variants/provenance.ts";
import { wholeOption } from "../whole-option.ts";
import { hashOfInputs, SECTIONS, sectionOf, sections } from "./doc.ts";
import { type RunResult, runColdStarts } from "./run.ts";

const DOCUMENT = new URL("../../../docs/cold-start-in-numbers.md", import.meta.url);

const HELP = `Starts an empty handler, the router and a naive router many times, and writes the tables of docs/cold-start-in-numbers.md.
Bundle the router first: pnpm bundle.

  --rounds <n>     how often each variant is started for each table (21)
  --seed <n>       of the order (1)
  --events <list>  some of ${EVENTS.map(({ id }) => id).join(",")}; prints the tables and writes nothing
  --print          prints the tables and writes nothing
  --json           prints every start as JSON and writes nothing`;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "21" },
    seed: { type: "string", default: "1" },
    events: { type: "string" },
    print: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) print(HELP);
else await run();

async function run(): Promise<void> {
  const rounds = wholeOption("rounds", values.rounds, 1);
  const result = await runColdStarts({
    events: values.events === undefined ? EVENTS : chosenEvents(values.events),
    rounds,
    seed: wholeOption("seed", values.seed, 0),
    say: (line) => process.stderr.write(`${line}\n`),
  });
  if (result.skippedBurst !== undefined) say(`The limited CPU was left out: ${result.skippedBurst}`);
  for (const [variant, reason] of result.skippedVariants) say(`${variant} was left out: ${reason}`);
  if (values.json) return print(toJson(result));

  const filled = sections(result, thisMachine(), { inputs: hashOfInputs(), rounds });
  const isComplete = SECTIONS.every((name) => filled.has(name));
  if (values.print || !isComplete) {
    for (const [name, content] of filled) print(`\n${name}\n\n${content}`);
    if (!values.print) say("The document was left as it is, for not all of its tables were made.");
  } else {
    writeFileSync(DOCUMENT, fillIn(readFileSync(DOCUMENT, "utf8"), filled));
  }
}

function chosenEvents(list: string): readonly BenchEvent[] {
  return list.split(",").map((id) => {
    const event = EVENTS.find((each) => each.id === id);
    if (event !== undefined) return event;
    throw new Error(`--events: expected some of ${EVENTS.map((each) => each.id).join(",")}, found "${id}"`);
  });
}

function toJson({ cells, skippedVariants, skippedBurst }: RunResult): string {
  return JSON.stringify(
    {
      machine: thisMachine(),
      skippedVariants: Object.fromEntries(skippedVariants),
      skippedBurst,
      cells: cells.map((cell) => ({ cell: sectionOf(cell), starts: Object.fromEntries(cell.starts) })),
    },
    undefined,
    2,
  );
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { fillIn } from "../releases/doc.ts";
import { thisMachine } from "../variants/provenance.ts";
import { wholeOption } from "../whole-option.ts";
import { hashOfInputs, sections } from "./doc.ts";
import { runWarm, type WarmResult } from "./run.ts";

const DOCUMENT = new URL("../../../docs/cold-start-in-numbers.md", import.meta.url);

const HELP = `Gives requests to environments that run already, and writes the tables of docs/cold-start-in-numbers.md about them.
Bundle the router first: pnpm bundle.

  --blocks <n>    of each variant, in turns (15)
  --requests <n>  in each block (3000)
  --seed <n>      of the order (1)
  --print         prints the tables and writes nothing
  --json          prints every block as JSON and writes nothing`;

const { values } = parseArgs({
  options: {
    blocks: { type: "string", default: "15" },
    requests: { type: "string", default: "3000" },
    seed: { type: "string", default: "1" },
    print: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) print(HELP);
else await run();

async function run(): Promise<void> {
  const blocks = wholeOption("blocks", values.blocks, 1);
  const requests = wholeOption("requests", values.requests, 1);
  const result = await runWarm({
    blocks,
    requests,
    seed: wholeOption("seed", values.seed, 0),
    say: (line) => process.stderr.write(`${line}\n`),
  });
  if (values.json) return print(toJson(result));
  const effort = `${blocks} blocks of ${requests} requests`;
  const filled = sections(result, thisMachine(), { inputs: hashOfInputs(), effort });
  if (values.print) {
    for (const [name, content] of filled) print(`\n${name}\n\n${content}`);
  } else {
    writeFileSync(DOCUMENT, fillIn(readFileSync(DOCUMENT, "utf8"), filled));
  }
}

function toJson({ blocks, memoryMb }: WarmResult): string {
  const byEnvironments = [...blocks].map(([environments, measured]) => ({
    environments,
    blocks: Object.fromEntries(measured),
  }));
  const memory = Object.fromEntries(memoryMb);
  return JSON.stringify({ machine: thisMachine(), speed: byEnvironments, memoryMb: memory }, undefined, 2);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

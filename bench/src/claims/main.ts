import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { fillIn } from "../routing/doc.ts";
import { thisMachine } from "../variants/provenance.ts";
import { BASELINE, CANDIDATE, COLD_REQUESTS, runAb, WARM_REQUESTS } from "./ab.ts";
import { contradictionsOf } from "./contradictions.ts";
import { hashOfInputs, sections } from "./doc.ts";
import { counts, figures } from "./figures.ts";
import { heldOutQuestions } from "./questions.ts";

const DOCUMENT = new URL("../../../docs/claims-in-numbers.md", import.meta.url);

const { values } = parseArgs({ options: { print: { type: "boolean" }, json: { type: "boolean" } } });

const questions = heldOutQuestions(COLD_REQUESTS + WARM_REQUESTS);
const { lines, report, cpuUnlimited } = await runAb(
  questions,
  (text) => void process.stderr.write(`${text}\n`),
);
const claims = {
  figures: figures(lines, { baseline: BASELINE, candidate: CANDIDATE }),
  naive: counts(lines, BASELINE),
  switchyard: counts(lines, CANDIDATE),
  report,
  cpuUnlimited,
};
const contradictions = contradictionsOf(report, lines, { baseline: BASELINE, candidate: CANDIDATE });
if (contradictions.length > 0)
  throw new Error(`the report contradicts the log: ${contradictions.join("; ")}`);
const made = sections(claims, thisMachine(), hashOfInputs(questions));
if (values.json === true) process.stdout.write(`${JSON.stringify(claims, undefined, 2)}\n`);
else for (const text of made.values()) process.stdout.write(`${text}\n\n`);
if (values.print !== true && values.json !== true) {
  await writeFile(DOCUMENT, fillIn(await readFile(DOCUMENT, "utf8"), made));
}

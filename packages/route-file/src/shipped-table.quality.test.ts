import { readFile } from "node:fs/promises";
import { createFastPath, normaliseQuery } from "@switchyard/router-core";
import { describe, expect, it } from "vitest";
import { printRouteFileProblem } from "./problem.ts";
import { readRouteFile } from "./read-route-file.ts";

const file = readRouteFile(
  await readFile(new URL("../../lambda-handler/routes.yaml", import.meta.url), "utf8"),
  "routes.yaml",
);
if (!file.ok) throw new Error(file.problems.map(printRouteFileProblem).join("\n"));
const { table, routes } = file;
const decide = createFastPath(routes);

interface Question {
  readonly text: string;
  /** The agent, or `oos` when no agent is right. */
  readonly label: string;
  /** Agents that are also right. */
  readonly alt?: readonly string[];
}

async function score(name: string) {
  const lines = (await readFile(new URL(`./testdata/${name}`, import.meta.url), "utf8")).trim().split("\n");
  const questions = lines.map((line) => JSON.parse(line) as Question);
  const inScope = questions.filter(({ label }) => label !== "oos").length;
  let answered = 0;
  let answeredInScope = 0;
  let right = 0;
  for (const { text, label, alt = [] } of questions) {
    const result = decide(normaliseQuery(text, { maxChars: 4000 }));
    if (result.kind !== "matched") continue;
    answered += 1;
    if (label !== "oos") answeredInScope += 1;
    if (result.agent === label || alt.includes(result.agent)) right += 1;
  }
  return { coverage: answeredInScope / inScope, precision: right / answered };
}

describe("the shipped route table", () => {
  // Never tune the table on these: they are what its claim is measured on.
  it("answers more than half of questions that it was not made for, and at least 95 % of them rightly", async () => {
    const { coverage, precision } = await score("unseen-questions.jsonl");
    expect(coverage).toBeGreaterThan(0.55);
    expect(precision).toBeGreaterThanOrEqual(0.95);
    expect(table.confidence).toBeLessThanOrEqual(precision);
  });

  it("answers more than half of everyday questions, and at least 95 % of them rightly", async () => {
    const { coverage, precision } = await score("everyday-questions.jsonl");
    expect(coverage).toBeGreaterThan(0.55);
    expect(precision).toBeGreaterThanOrEqual(0.95);
  });
});

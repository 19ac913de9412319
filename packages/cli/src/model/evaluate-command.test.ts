import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runIn, TOY_RULES, toyRows, writeRows } from "./testing.ts";

let dir: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "switchyard-evaluate-"));
  writeFileSync(join(dir, "rules.yaml"), TOY_RULES);
  writeRows(dir, "train.jsonl", toyRows("show me", "what is", "check", "please look at"));
  writeRows(dir, "val.jsonl", toyRows("tell me about", "explain"));
  writeRows(dir, "queries.jsonl", toyRows("anything new on", "why"));
  const options = ["--examples", "train.jsonl", "--validation", "val.jsonl", "--rules", "rules.yaml"];
  const { code, err } = await runIn(dir, [
    "train",
    ...options,
    "--target-precision",
    "0.8",
    "--out",
    "model.bin",
  ]);
  if (code !== 0) throw new Error(err);
}, 20_000);

afterAll(() => rmSync(dir, { recursive: true, force: true }));

const evaluate = (...args: readonly string[]) => runIn(dir, ["evaluate", ...args]);

async function evaluateJson(...args: readonly string[]) {
  const { code, out, err } = await evaluate(...args, "--json");
  if (code !== 0) throw new Error(err);
  return JSON.parse(out);
}

describe("evaluate --json", () => {
  it("measures rules and model together", async () => {
    const options = ["--model", "model.bin", "--rules", "rules.yaml", "--queries", "queries.jsonl"];
    const report = await evaluateJson(...options);
    expect(report).toMatchObject({
      queries: 30,
      in_scope: 20,
      out_of_scope: 10,
      accuracy: expect.any(Number),
      coverage: report.counts.answered_in_scope / 20,
      out_of_scope_answered: report.counts.answered_out_of_scope / 10,
      coverage_at: {
        "0.95": { threshold: expect.any(Number) },
        "0.98": { threshold: expect.any(Number) },
        "0.99": { threshold: expect.any(Number) },
      },
      per_class: [
        { label: "cost", queries: 10 },
        { label: "security", queries: 10 },
      ],
      latency_us: { p50: expect.any(Number), p99: expect.any(Number) },
      model: { bytes: readFileSync(join(dir, "model.bin")).length, target_precision: 0.8 },
      shipped: false,
      warnings: [],
    });
    // Other words before the same things: the toy model knows what they are about.
    expect(report.accuracy).toBeGreaterThan(0.8);
    expect(report.precision).toBe(report.counts.right / report.counts.answered);
    expect(report.wrong).toHaveLength(report.counts.wrong);
    expect(report.model.load_ms).toBeGreaterThan(0);
    expect(report.latency_us.p99).toBeGreaterThanOrEqual(report.latency_us.p50);
    expect(report.reliability.bins).toHaveLength(10);
  });

  it("measures the rules alone, which have no thresholds", async () => {
    const report = await evaluateJson("--rules", "rules.yaml", "--queries", "queries.jsonl");
    // "invoice" and "budget", "ports": three of ten things in scope, asked twice each.
    expect(report).toMatchObject({
      accuracy: 6 / 20,
      coverage: 6 / 20,
      precision: 1,
      out_of_scope_answered: 0,
      coverage_at: { "0.99": { threshold: null, coverage: null, precision: null } },
      steps: { rules: 6, model: 0, abstained: { "no-match": 24 } },
      model: null,
      wrong: [],
    });
  });

  it("lists wrong answers with their words, line and reason", async () => {
    const wrong = { text: "Which budget for ports?", label: "security", alt: ["network"] };
    writeRows(dir, "wrong.jsonl", [
      { text: "open ports", label: "security" },
      wrong,
      { text: "our budget", label: "oos" },
    ]);
    writeFileSync(
      join(dir, "cost-first.yaml"),
      TOY_RULES.replace("description: Bills.", "description: Bills.\n    priority: 5"),
    );
    const report = await evaluateJson("--rules", "cost-first.yaml", "--queries", "wrong.jsonl");
    expect(report).toMatchObject({
      accuracy: 1 / 2,
      coverage: 1,
      precision: 1 / 3,
      out_of_scope_answered: 1,
    });
    expect(report.wrong).toMatchObject([
      {
        line: 2,
        ...wrong,
        answered_label: "cost",
        by: "rules",
        reason: 'Matched "budget".',
        evidence: ["budget"],
      },
      { line: 3, text: "our budget", label: "oos", answered_label: "cost" },
    ]);
    expect(report.warnings).toMatchObject([
      { line: 2, message: expect.stringContaining('"network" is no label') },
    ]);
  });

  it("has null for what there is nothing of", async () => {
    writeRows(dir, "outside.jsonl", [{ text: "the weather", label: "oos:weather" }]);
    expect(await evaluateJson("--rules", "rules.yaml", "--queries", "outside.jsonl")).toMatchObject({
      queries: 1,
      in_scope: 0,
      accuracy: null,
      coverage: null,
      precision: null,
      out_of_scope_answered: 0,
      reliability: { expected_calibration_error: null },
    });
  });
});

describe("evaluate", () => {
  it("warns of labels that nobody can answer with", async () => {
    writeRows(dir, "unknown.jsonl", [
      { text: "my bill", label: "cost" },
      { text: "my cat", label: "cats" },
    ]);
    const { code, out, err } = await evaluate("--rules", "rules.yaml", "--queries", "unknown.jsonl");
    expect(code).toBe(0);
    expect(err).toContain(`${join(dir, "unknown.jsonl")}:2: warning: "cats" is no label of the rules`);
    expect(out).toMatch(/^2 queries [(]2 in scope, 0 out of scope[)] by the rules .*rules[.]yaml alone$/m);
    expect(out).toMatch(/out of scope answered +– +0 of 0 out of scope/);
  });

  it.each([
    ["svg", "<svg xmlns"],
    ["png", "PNG"],
  ])("prints a report and draws the diagram as .%s", async (ending, beginning) => {
    const file = `reliability.${ending}`;
    const { code, out } = await evaluate(
      "--rules",
      "rules.yaml",
      "--queries",
      "queries.jsonl",
      "--chart",
      file,
    );
    expect(code).toBe(0);
    expect(out).toMatch(/accuracy +30[.]0 % +6 of 20 in scope have the right best label/);
    expect(out).toMatch(/^ +nobody: no-match +24$/m);
    expect(out).toMatch(/^ +security +10 +20[.]0 % +2 +2 +100[.]0 %$/m);
    expect(out).toContain("no wrong answers");
    expect(out).toContain(`reliability diagram: ${join(dir, file)}`);
    expect(readFileSync(join(dir, file), "latin1").slice(0, 20)).toContain(beginning);
  });

  it("refuses a damaged model with the reason, and exits with 1", async () => {
    const bytes = readFileSync(join(dir, "model.bin"));
    bytes[1000] = (bytes[1000] ?? 0) ^ 1;
    writeFileSync(join(dir, "damaged.bin"), bytes);
    const { code, err } = await evaluate("--model", "damaged.bin", "--queries", "queries.jsonl");
    expect(code).toBe(1);
    expect(err).toContain(`${join(dir, "damaged.bin")} is damaged: its checksum does not fit its content`);
  });

  it("tells what is wrong with the queries by their lines, and exits with 1", async () => {
    writeFileSync(join(dir, "odd.jsonl"), '{"text": "a", "label": "x"}\n{"text": "", "label": ""}\n');
    const { code, err } = await evaluate("--rules", "rules.yaml", "--queries", "odd.jsonl");
    expect(code).toBe(1);
    expect(err).toContain(`${join(dir, "odd.jsonl")}:2: error: "label" must be text`);
  });

  it.each([
    ["no queries", ["--rules", "rules.yaml"], "required option '--queries <file>'"],
    ["queries that are not there", ["--rules", "rules.yaml", "--queries", "no.jsonl"], "Cannot read"],
    ["a model that is not there", ["--model", "no.bin", "--queries", "queries.jsonl"], "Cannot read"],
    ["a drawing of another kind", ["--queries", "queries.jsonl", "--chart", "a.gif"], ".svg or .png"],
    ["a drawing in no folder", ["--queries", "queries.jsonl", "--chart", "no/a.svg"], "there is no folder"],
  ])("exits with 2 for %s", async (_, args, message) => {
    const { code, err } = await evaluate(...args);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) });
    expect(existsSync(join(dir, "a.gif"))).toBe(false);
  });
});

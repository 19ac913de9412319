import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runIn, toyRows, writeRows } from "./testing.ts";

let dir: string;
const GOOD = ["--examples", "train.jsonl", "--validation", "val.jsonl"];

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "switchyard-train-"));
  writeRows(dir, "train.jsonl", toyRows("show me", "what is"));
  writeRows(dir, "val.jsonl", toyRows("tell me about", "explain"));
  mkdirSync(join(dir, "folder"));
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

const train = (...args: readonly string[]) => runIn(dir, ["train", ...args]);

describe("train", () => {
  it("makes the same model of the same files and seed, and says what it is", async () => {
    const options = [...GOOD, "--target-precision", "0.9", "--seed", "7"];
    const { code, out, err } = await train(...options, "--out", "one.bin");
    expect(code).toBe(0);
    expect(out).toMatch(/^ok .*one[.]bin: 2 labels, [\d,]+ kB, trained without rules in [\d.]+ s$/m);
    expect(out).toContain("examples             30 rows, 10 of them out of scope");
    expect(out).toMatch(/validation accuracy {2}\d+[.]\d %/);
    expect(out).toMatch(/90 % .*the model's own/);
    expect(err).toContain("Training: held-out third 1 of 3 …");
    expect(err).toContain("val.jsonl:1: warning: has 30 rows; with fewer than 100 the threshold is cautious");

    const again = await train(...options, "--out", "two.bin", "--json");
    expect(JSON.parse(again.out)).toMatchObject({
      ok: true,
      out: join(dir, "two.bin"),
      seed: 7,
      labels: ["cost", "security"],
      examples: { rows: 30, out_of_scope: 10 },
      validation: { rows: 30, out_of_scope: 10 },
      target_precision: 0.9,
      targets: [0.9, 0.95, 0.98, 0.99, 0.995].map((target) => ({ target_precision: target })),
      rules_digest: null,
      warnings: [
        { severity: "warning", file: join(dir, "val.jsonl"), line: 1 },
        { severity: "warning", file: join(dir, "val.jsonl"), line: 1 },
      ],
    });
    expect(readFileSync(join(dir, "two.bin")).equals(readFileSync(join(dir, "one.bin")))).toBe(true);
    expect(readdirSync(dir).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});

describe("train, given data that cannot be used,", () => {
  it("tells every problem of every file with its line, and exits with 1", async () => {
    writeFileSync(
      join(dir, "bad.jsonl"),
      '{"text": "a", "label": "x"}\nnot json\n{"text": "b", "tag": "x"}\n',
    );
    writeFileSync(join(dir, "empty.jsonl"), "\n");
    writeFileSync(join(dir, "bad.yaml"), "version: 1\nfallback: nobody\nagents: []\n");
    const { code, out, err } = await train(
      "--examples",
      "bad.jsonl",
      "--validation",
      "empty.jsonl",
      "--rules",
      "bad.yaml",
      "--out",
      "m.bin",
    );
    expect(code).toBe(1);
    expect(out).toBe("");
    expect(err).toContain(`${join(dir, "bad.jsonl")}:2: error: is not JSON`);
    expect(err).toContain(`${join(dir, "bad.jsonl")}:3: error: has the unknown key "tag"`);
    expect(err).toContain(`${join(dir, "empty.jsonl")}:1: error: expected one`);
    expect(err).toMatch(/bad[.]yaml:3: error: /);
  });

  it("gives scripts the problems as one document", async () => {
    writeFileSync(join(dir, "broken.jsonl"), "{\n");
    const { code, out } = await train(
      "--examples",
      "broken.jsonl",
      "--validation",
      "val.jsonl",
      "--out",
      "m.bin",
      "--json",
    );
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ ok: false, problems: [{ line: 1, severity: "error" }] });
  });

  it("refuses examples of one label alone", async () => {
    writeRows(dir, "one.jsonl", [{ text: "a", label: "cost" }]);
    const { code, err } = await train(
      "--examples",
      "one.jsonl",
      "--validation",
      "val.jsonl",
      "--out",
      "m.bin",
    );
    expect(code).toBe(1);
    expect(err).toContain("one.jsonl:1: error: expected at least 2 labels");
  });

  it("refuses what is not text", async () => {
    writeFileSync(join(dir, "binary.jsonl"), Uint8Array.of(0xff, 0xfe, 0x00));
    const { code, err } = await train(
      "--examples",
      "binary.jsonl",
      "--validation",
      "val.jsonl",
      "--out",
      "m.bin",
    );
    expect(code).toBe(1);
    expect(err).toContain("binary.jsonl:1: error: is not UTF-8 text");
  });
});

describe("train, called wrongly,", () => {
  it.each([
    [
      "a target of one half",
      [...GOOD, "--out", "m.bin", "--target-precision", "0.5"],
      "above 0.5 and below 1",
    ],
    ["certainty", [...GOOD, "--out", "m.bin", "--target-precision", "1"], "above 0.5 and below 1"],
    ["percent", [...GOOD, "--out", "m.bin", "--target-precision", "99"], "above 0.5 and below 1"],
    ["half a seed", [...GOOD, "--out", "m.bin", "--seed", "1.5"], "expected a whole number from 0"],
    ["a negative seed", [...GOOD, "--out", "m.bin", "--seed", "-1"], "expected a whole number from 0"],
    ["a folder to write to", [...GOOD, "--out", "folder"], "expected a file, found the folder"],
    ["a folder that is not there", [...GOOD, "--out", "none/m.bin"], "there is no folder"],
    ["a model over its examples", [...GOOD, "--out", "train.jsonl"], "would overwrite"],
    ["no model to write", GOOD, "required option '--out <file>'"],
    [
      "a file that is not there",
      ["--examples", "no.jsonl", ...GOOD.slice(2), "--out", "m.bin"],
      "Cannot read",
    ],
  ])("exits with 2 for %s", async (_, args, message) => {
    const { code, err } = await train(...args);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) });
    expect(readdirSync(dir)).not.toContain("m.bin");
  });

  it("does not validate on the examples, by whichever name", async () => {
    symlinkSync(join(dir, "train.jsonl"), join(dir, "link.jsonl"));
    for (const name of ["train.jsonl", "./folder/../train.jsonl", "link.jsonl"]) {
      const { code, err } = await train("--examples", "train.jsonl", "--validation", name, "--out", "m.bin");
      expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("are the same file") });
    }
  });
});

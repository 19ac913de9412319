import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SHIPPED_PLANS } from "@switchyard/rollout";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { experimentPlan } from "./experiment-plan.ts";
import { planOption } from "./plan-option.ts";

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "plans-"));
});
afterAll(() => rmSync(dir, { recursive: true }));

const read = (text: string) => planOption(text, (file) => join(dir, file));

function write(name: string, value: unknown): string {
  writeFileSync(join(dir, name), typeof value === "string" ? value : JSON.stringify(value));
  return name;
}

describe("planOption", () => {
  it("leaves a plan that ships to the controller, which lays the stage's limits over it", () => {
    expect(read("careful")).toBe("careful");
  });

  it("reads a plan from a file", () => {
    expect(read(write("own.json", { ...SHIPPED_PLANS.quick, name: "own" }))).toMatchObject({ name: "own" });
  });

  it("tells every problem of a file at once, as a wrong call", () => {
    const file = write("bad.json", { ...SHIPPED_PLANS.quick, name: "", deadlineMinutes: 0 });
    expect(() => read(file)).toThrow(expect.objectContaining({ exitCode: 2 }));
    expect(() => read(file)).toThrow(/bad\.json is no plan:\n {2}name: .*\n {2}deadlineMinutes: /s);
  });

  it("says what a name that stands for nothing should have been", () => {
    expect(() => read("nothing.json")).toThrow(
      /^Expected quick, standard, careful or a file with a plan, found "nothing\.json": ENOENT/,
    );
  });

  it("refuses what is no JSON, and an experiment", () => {
    expect(() => read(write("text.json", "steps: 3"))).toThrow("text.json is no JSON");
    expect(() => read(write("experiment.json", experimentPlan(50, 7)))).toThrow(
      'expected a rollout, found an experiment; start it with "experiment start"',
    );
  });
});

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommandLine } from "../program.ts";

let dir: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "switchyard-simulate-"));
  writeFileSync(join(dir, "bad.yaml"), "name: bad\nrequestsPerMinute: 600\ncandidate: { errorShare: 0.2 }\n");
  writeFileSync(join(dir, "good.json"), JSON.stringify({ name: "good", requestsPerMinute: 600 }));
  writeFileSync(join(dir, "odd.yaml"), "name: odd\nrpm: 60\nsteps: 3\n");
  writeFileSync(join(dir, "broken.yaml"), "name: [\nname: twice\nname: again\n");
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function simulate(...args: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommandLine(["simulate", ...args], {
    terminal: {
      out: (text) => void out.push(text),
      err: (text) => void err.push(text),
      style: (_, text) => text,
    },
    env: { INIT_CWD: dir },
    onInterrupt: () => undefined,
  });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

describe("simulate --json", () => {
  it("says how often a bad candidate is caught, how soon and at what price", async () => {
    const { code, out } = await simulate(
      "--plan",
      "reference",
      "--world",
      "bad.yaml",
      "--runs",
      "20",
      "--json",
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      plan: "reference",
      world: "bad",
      runs: 20,
      seed: 1,
      alarms: false,
      candidate: "worse",
      false_rollback: null,
      detection: { share: 1, upper: 1 },
      completed: { share: 0, lower: 0 },
      causes: { harmful: 20 },
      minutes_to_rollback: { median: 1 },
      minutes_to_completion: null,
    });
  });

  it("says how often a good one is rolled back, with the alarms too", async () => {
    const args = [
      "--plan",
      "quick",
      "--world",
      "good.json",
      "--runs",
      "5",
      "--seed",
      "9",
      "--alarms",
      "--json",
    ];
    const { out } = await simulate(...args);
    expect(JSON.parse(out)).toMatchObject({
      seed: 9,
      alarms: true,
      thresholds_frozen: true,
      candidate: "not worse",
      false_rollback: { share: 0 },
      detection: null,
      completed: { share: 1 },
      minutes_to_completion: { median: 33 },
    });
  });

  it("says the same for the same seed, on one processor or on all", async () => {
    const args = ["--plan", "reference", "--world", "bad.yaml", "--json"];
    const all = JSON.parse((await simulate(...args, "--runs", "120")).out);
    const again = JSON.parse((await simulate(...args, "--runs", "120")).out);
    expect(again).toEqual(all);
    expect(all.failed_candidate_requests.mean).toBeGreaterThan(3);
  });

  it("gives a run up when it is told to", async () => {
    const { out } = await simulate(
      "--plan",
      "standard",
      "--world",
      "good.json",
      "--runs",
      "2",
      "--until-minutes",
      "10",
      "--json",
    );
    expect(JSON.parse(out)).toMatchObject({ until_minutes: 10, unfinished: { share: 1 } });
  });

  it("takes a plan from a file", async () => {
    const plan = {
      kind: "rollout",
      name: "own",
      smokeQueries: ["Hello?"],
      maximumMetricDelayMinutes: 5,
      guardrails: { errors: { historicRates: [0.003], margin: 0.01 } },
      steps: [{ weight: 50, minimumMinutes: 3, minimumRequests: 10, evidence: "not-harmful" }],
      bake: { minutes: 5, minimumRequests: 10 },
      deadlineMinutes: 60,
    };
    writeFileSync(join(dir, "own.json"), JSON.stringify(plan));
    const { out } = await simulate("--plan", "own.json", "--world", "good.json", "--runs", "3", "--json");
    expect(JSON.parse(out)).toMatchObject({ plan: "own", completed: { share: 1 }, until_minutes: 125 });
  });
});

describe("simulate", () => {
  it("prints a table for people", async () => {
    const { out } = await simulate("--plan", "reference", "--world", "bad.yaml", "--runs", "20");
    expect(out).toMatch(/^reference in bad: 20 runs from seed 1/);
    expect(out).toMatch(/caught \(rolled back\) +100 % +83[.]16 % to 100 % +1 min/);
    expect(out).toMatch(/failed by the candidate/);
  });

  it.each([
    ["svg", "<svg xmlns"],
    ["png", "PNG"],
  ])("draws the first run as .%s", async (ending, beginning) => {
    const file = `evidence.${ending}`;
    const options = ["--plan", "reference", "--world", "bad.yaml", "--runs", "1", "--chart", file];
    const { code, out } = await simulate(...options);
    expect(code).toBe(0);
    expect(out).toContain(join(dir, file));
    expect(readFileSync(join(dir, file), "latin1").slice(0, 20)).toContain(beginning);
  });

  it("plays the world that the documentation shows", async () => {
    const documentation = new URL("../../../../docs/releases-in-numbers.md", import.meta.url);
    const [, world] = /```yaml\n([^`]+)```/.exec(readFileSync(documentation, "utf8")) ?? [];
    if (world === undefined) throw new Error("expected a world in YAML in the document, found none");
    writeFileSync(join(dir, "shown.yaml"), world);
    const options = ["--plan", "quick", "--world", "shown.yaml", "--runs", "1", "--until-minutes", "5"];
    expect((await simulate(...options)).code).toBe(0);
  });

  it("reports all problems of plan and world at once, and exits with 2", async () => {
    const { code, err } = await simulate("--plan", "odd.yaml", "--world", "odd.yaml");
    expect(code).toBe(2);
    expect(err).toContain("plan odd.yaml: rpm is not known here");
    expect(err).toContain("plan odd.yaml: kind is missing");
    expect(err).toContain("plan odd.yaml: steps expected a list, found 3");
    expect(err).toContain("world odd.yaml: requestsPerMinute is missing");
    expect(err).toContain("world odd.yaml: steps is not known here");
    expect(err).toContain("quick, standard, careful, reference");
  });

  it.each([
    ["a file that is no YAML", ["--plan", "quick", "--world", "broken.yaml"], "world broken.yaml: "],
    ["a file that is not there", ["--plan", "quick", "--world", "none.yaml"], "cannot be read"],
    ["a plan that nobody knows", ["--plan", "fast", "--world", "bad.yaml"], "plan fast: cannot be read"],
    ["no runs", ["--plan", "quick", "--world", "bad.yaml", "--runs", "0"], "from 1 to"],
    ["half a run", ["--plan", "quick", "--world", "bad.yaml", "--runs", "1.5"], "expected a whole number"],
    [
      "a drawing of another kind",
      ["--plan", "quick", "--world", "bad.yaml", "--chart", "a.gif"],
      ".svg or .png",
    ],
  ])("exits with 2 for %s", async (_, args, message) => {
    const { code, err } = await simulate(...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(existsSync(join(dir, "a.gif"))).toBe(false);
  });
});

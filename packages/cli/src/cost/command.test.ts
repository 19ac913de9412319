import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runCommandLine } from "../program.ts";

const dir = mkdtempSync(join(tmpdir(), "cost-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function run(...args: readonly string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runCommandLine(["cost", "--stage", "prod", ...args], {
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

interface Printed {
  readonly dollars: number;
  readonly items: readonly { readonly name: string; readonly dollars: number; readonly price?: string }[];
  readonly prices: Readonly<Record<string, { readonly source: string }>>;
  readonly against?: { readonly change: number };
}

const json = async (...args: readonly string[]): Promise<Printed> =>
  JSON.parse((await run("--json", ...args)).out) as Printed;

describe("switchyard cost", () => {
  it("itemises the month, and says where each price is from", async () => {
    const { dollars, items, prices } = await json("--requests-per-month", "1000000");
    expect(dollars).toBeCloseTo(
      items.reduce((sum, item) => sum + item.dollars, 0),
      9,
    );
    expect(
      items.flatMap(({ price }) => price ?? []).filter((name) => prices[name]?.source === undefined),
    ).toEqual([]);
  });

  it("tells people what was assumed, and the baseline", async () => {
    const { code, out } = await run("--requests-per-month", "1000000");
    expect(code).toBe(0);
    expect(out).toContain("Warm environments kept");
    expect(out).toContain("Break-even: from ");
    expect(out).toContain("llmShare");
    expect(out).toContain("While two versions are kept warm (a rollout, an experiment): $8.76 a month more");
  });

  it("takes other prices, and refuses names that it does not know", async () => {
    writeFileSync(join(dir, "prices.json"), '{"dashboard": 10, "api-cache-1.6": 0.038}');
    writeFileSync(join(dir, "wrong.json"), '{"dashbord": 10}');
    const before = await json("--requests-per-month", "0");
    const after = await json("--requests-per-month", "0", "--prices", "prices.json");
    expect(after.dollars - before.dollars).toBeCloseTo(7, 9);
    expect(await run("--requests-per-month", "0", "--prices", "wrong.json")).toMatchObject({
      code: 2,
      err: expect.stringContaining("no price is called dashbord. There are lambda-request, "),
    });
  });

  it("compares with other settings", async () => {
    expect((await json("--requests-per-month", "0", "--against", "prod")).against?.change).toBe(0);
    const { against } = await json("--requests-per-month", "0", "--against", "dev");
    expect(against?.change).toBeCloseTo(14.6 + 8.76, 2);
  });

  it("draws", async () => {
    expect((await run("--requests-per-month", "100000", "--chart", "cost.svg")).code).toBe(0);
    expect(readFileSync(join(dir, "cost.svg"), "utf8")).toContain("What stage prod costs in a month");
  });

  it.each([
    [["--requests-per-month", "many"], 'expected a whole number from 0 to 1000000000000, found "many"'],
    [["--requests-per-month", "-1"], "expected a whole number"],
    [["--requests-per-month", "1", "--assume", "llmShare=2"], "expected a share from 0 to 1 for llmShare"],
    [
      ["--requests-per-month", "1", "--assume", "llmshare=0.5"],
      "expected name=number with one of llmShare, ",
    ],
    [["--requests-per-month", "1", "--chart", "cost.pdf"], "expected a name that ends in .svg or .png"],
    [[], "--requests-per-month"],
  ])("%j is called wrongly", async (args, problem) => {
    expect(await run(...args)).toMatchObject({ code: 2, out: "", err: expect.stringContaining(problem) });
  });
});

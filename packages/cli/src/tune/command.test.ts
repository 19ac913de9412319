import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runIn } from "../model/testing.ts";

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "switchyard-tune-"));
});
afterAll(() => rmSync(dir, { recursive: true }));

describe("switchyard tune", () => {
  it.each([
    [["--sizes", "512"], "expected 2 to 20 different sizes to compare"],
    [["--sizes", "512,lots"], 'found "lots"'],
    [["--invocations", "9"], "expected a whole number from 10 to 10000"],
    [["--cold-starts", "0"], "expected a whole number from 1 to 100"],
    [["--cost-weight", "2"], "expected a share from 0 to 1"],
    [["--qualifier", "$LATEST"], "expected an alias or the number of a published version"],
    [["--stage", "production"], "dev, local, prod, staging"],
    [["--query", "a", "--queries", "b.jsonl"], "cannot be used with option"],
    [["--chart", "c.gif"], "expected a name that ends in .svg or .png"],
    [["--chart", "no/folder/c.svg"], "there is no folder"],
    [["--queries", "missing.jsonl"], "Cannot read"],
  ])("%j is called wrongly", async (args, problem) => {
    expect(await runIn(dir, ["tune", ...args])).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringContaining(problem),
    });
  });
});

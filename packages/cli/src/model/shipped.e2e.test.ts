import { join } from "node:path";
import { expect, it } from "vitest";
import { REPOSITORY } from "../projects.ts";
import { runIn } from "./testing.ts";

/** Written by others than the rules and the examples. */
const UNSEEN = join(REPOSITORY, "packages/route-file/src/testdata/unseen-questions.jsonl");

it("measures the shipped rules and model, which it builds where they are not", async () => {
  const { code, out, err } = await runIn(REPOSITORY, ["evaluate", "--queries", UNSEEN, "--json"]);
  expect({ code, err: code === 0 ? "" : err }).toEqual({ code: 0, err: "" });
  const report = JSON.parse(out);
  expect(report).toMatchObject({ shipped: true, queries: 300, in_scope: 240, out_of_scope: 60 });
  expect(report.steps.rules + report.steps.model).toBe(report.counts.answered);
  expect(report.model.bytes).toBeLessThanOrEqual(1_000_000);
  expect(report.warnings).toEqual([]);
});

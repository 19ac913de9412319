import { expect, it } from "vitest";
import { referenceCells } from "./cells.ts";
import { runCells } from "./pool.ts";

it("gives the same numbers for the same seed, however many threads there are", async () => {
  const cells = referenceCells().filter(
    ({ world }) => world.requestsPerMinute === 60 && world.name === "errors 20 %",
  );
  const options = { seed: 7, runs: 3, onCell: () => undefined };
  const alone = await runCells(cells, { ...options, workers: 1 });
  expect(await runCells(cells, { ...options, workers: 2 })).toEqual(alone);
  expect(alone.map(({ runs }) => runs)).toEqual([3, 3, 3]);
});

it("fails when a thread does", async () => {
  const [cell] = referenceCells();
  if (cell === undefined) throw new Error("expected a cell, found none");
  const broken = [{ ...cell, plan: { ...cell.plan, guardrails: {} } }];
  const running = runCells(broken, { workers: 1, seed: 1, runs: 1, onCell: () => undefined });
  await expect(running).rejects.toThrow("expected errors among them");
});

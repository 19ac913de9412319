import { expect, it } from "vitest";
import type { Environment } from "../environments/environment.ts";
import { measureBlock } from "./block.ts";

/** Answers the n-th request that any of them gets after n microseconds by its own account. */
function environments(count: number): { readonly all: readonly Environment[]; readonly asked: string[] } {
  const asked: string[] = [];
  const environment: Environment = {
    pid: 1,
    startedAtMs: 0,
    readyAtMs: 0,
    invoke: async (event) => {
      const number = asked.push(event);
      return { body: `answer to ${event}`, sentAtMs: 0, answeredAtMs: number / 1_000 };
    },
    output: () => "",
    stop: async () => {},
  };
  return { all: Array.from({ length: count }, () => environment), asked };
}

it("gives so many requests in all, the questions in turns, and tells middle and slow times", async () => {
  const { all, asked } = environments(4);
  const checked: string[] = [];
  const block = await measureBlock(all, ["a", "b"], 100, (answer) => void checked.push(answer));
  expect(asked).toHaveLength(100);
  expect(asked.filter((event) => event === "a")).toHaveLength(50);
  expect(checked).toHaveLength(100);
  expect([block.p50Us, block.p99Us]).toEqual([50, 99]);
  expect(block.requestsPerSecond).toBeGreaterThan(0);
});

it("ends with the first answer that is not what was to be measured", async () => {
  const check = () => {
    throw new Error("another status");
  };
  await expect(measureBlock(environments(1).all, ["a"], 5, check)).rejects.toThrow("another status");
});

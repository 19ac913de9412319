import { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { openSystem, type System } from "../e2e/system.ts";
import { addLoadCommand } from "./command.ts";

let system: System;
beforeAll(async () => {
  system = await openSystem();
  await system.deploy();
});
afterAll(async () => {
  await system?.close();
});

const Result = z.object({
  ended: z.literal("done"),
  total: z.object({ requests: z.int(), errors: z.int(), cold_starts: z.int(), cached: z.int() }),
  groups: z.array(
    z.object({
      kind: z.string(),
      routing_method: z.string().nullable(),
      requests: z.int(),
      cost_micro_dollars: z.number().nullable(),
    }),
  ),
  status_codes: z.record(z.string(), z.int()),
  versions: z.record(z.string(), z.int()),
});

async function load(...args: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const { apiUrl, apiKey } = await system.router();
  const program = new Command("switchyard").exitOverride();
  addLoadCommand(program, {
    terminal: {
      out: (text) => void out.push(text),
      err: (text) => void err.push(text),
      style: (_, text) => text,
    },
    env: { SWITCHYARD_API_KEY: apiKey },
    onInterrupt: () => undefined,
  });
  await program.parseAsync(["load", "--url", apiUrl, "--json", ...args], { from: "user" });
  return Result.parse(JSON.parse(out.join("\n")));
}

describe("switchyard load on the local cloud", () => {
  it("meets all that the router can do, without errors", async () => {
    const result = await load("--rate", "20", "--duration", "10s", "--max-error-percent", "0");
    const { total, groups, status_codes: statuses, versions } = result;
    expect(total.errors).toBe(0);
    expect(total.cold_starts).toBeGreaterThan(0);
    expect(total.cached).toBeGreaterThan(0);
    expect(Object.keys(versions)).toEqual(["1"]);
    expect(Object.keys(statuses)).toEqual(["200", "400"]);
    const methods = (kind: string) =>
      groups.filter((group) => group.kind === kind).map((group) => group.routing_method);
    expect(methods("fast")).toEqual(["fast"]);
    expect(methods("named-agent")).toEqual(["fast"]);
    expect(methods("bad-input")).toEqual([null]);
    expect(methods("llm").filter((method) => method === "fast")).toEqual([]);
    for (const { requests, cost_micro_dollars: cost } of groups) {
      expect(requests).toBeGreaterThan(0);
      // The gateway's own price is the least that there is.
      expect(cost).toBeGreaterThanOrEqual(3.5);
    }
  });
});

import { describe, expect, it } from "vitest";
import { compileRoutes } from "./compile.ts";
import { packRoutes, unpackRoutes } from "./packed-routes.ts";
import type { RouteTable } from "./route-table.ts";
import { rulesDigest } from "./rules-digest.ts";

const TABLE: RouteTable = {
  version: 1,
  confidence: 0.8,
  fallback: "knowledge",
  agents: [
    {
      id: "cost",
      description: "Money.",
      priority: 0,
      phrases: ["bill"],
      keywords: [{ any: ["price", "cost*"], all: ["vpc"], not: ["who"] }],
    },
    { id: "knowledge", description: "All else.", priority: 0, phrases: ["what is"], keywords: [] },
  ],
};

function digestOf(table: RouteTable): string {
  const result = compileRoutes(table);
  if (!result.ok) throw new Error("the test's table is wrong");
  return rulesDigest(result.routes);
}

/** The table with another first agent. */
function withCost(changes: Partial<RouteTable["agents"][number]>): RouteTable {
  const [cost, ...others] = TABLE.agents;
  if (cost === undefined) throw new Error("the test's table is empty");
  return { ...TABLE, agents: [{ ...cost, ...changes }, ...others] };
}

describe("rulesDigest", () => {
  // Models hold it: another digest of the same table would make them all strangers to their rules.
  it("is 16 hexadecimal digits, the same for ever", () => {
    expect(digestOf(TABLE)).toBe("e5ab7baf1bbbeeff");
  });

  it("is the same for the same table in packed form", () => {
    const result = compileRoutes(TABLE);
    if (!result.ok) throw new Error("the test's table is wrong");
    const unpacked = unpackRoutes(packRoutes(result.routes));
    if (!unpacked.ok) throw new Error(unpacked.message);
    expect(rulesDigest(unpacked.routes)).toBe(digestOf(TABLE));
  });

  it.each<[string, RouteTable]>([
    ["a term", withCost({ phrases: ["bills"] })],
    ["a term more", withCost({ phrases: ["bill", "invoice"] })],
    ["a priority", withCost({ priority: 1 })],
    [
      "a word that must not occur",
      withCost({ keywords: [{ any: ["price", "cost*"], all: ["vpc"], not: ["what"] }] }),
    ],
    [
      "the place of a word",
      withCost({ keywords: [{ any: ["price"], all: ["vpc", "cost*"], not: ["who"] }] }),
    ],
    ["a name", withCost({ id: "costs" })],
    [
      "an agent more",
      {
        ...TABLE,
        agents: [...TABLE.agents, { id: "x", description: "", priority: 0, phrases: [], keywords: [] }],
      },
    ],
  ])("changes with %s", (_what, table) => {
    expect(digestOf(table)).not.toBe(digestOf(TABLE));
  });

  it("does not change with what decides nothing: descriptions, the confidence that is reported", () => {
    expect(digestOf({ ...withCost({ description: "Bills." }), confidence: 0.7 })).toBe(digestOf(TABLE));
  });
});

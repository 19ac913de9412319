import { compileRoutes, packRoutes, parseRouteTable } from "@switchyard/router-core";
import { describe, expect, it } from "vitest";
import { readRoutes } from "./routes-json.ts";

const table = {
  version: 1,
  fallback: "knowledge",
  agents: [
    { id: "cost", description: "Bills.", phrases: ["aws costs"] },
    { id: "knowledge", description: "All else." },
  ],
};

function packed(): string {
  const parsed = parseRouteTable(table);
  if (!parsed.ok) throw new Error("the fixture is a table");
  const compiled = compileRoutes(parsed.table);
  if (!compiled.ok) throw new Error("the fixture compiles");
  return JSON.stringify(packRoutes(compiled.routes));
}

describe("readRoutes", () => {
  it("reads the routes that the build wrote", () => {
    expect(readRoutes(packed()).table.agents.map(({ id }) => id)).toEqual(["cost", "knowledge"]);
  });

  it("refuses a file that another version wrote, and says what to do", () => {
    const older = packed().replace("switchyard-routes-1", "switchyard-routes-0");
    expect(() => readRoutes(older)).toThrow("routes.json cannot be used; build it again.");
  });
});

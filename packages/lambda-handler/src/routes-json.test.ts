import { packRoutes } from "@switchyard/router-core";
import { describe, expect, it } from "vitest";
import { readRoutes } from "./routes-json.ts";
import { smallRoutes } from "./testdata/small-routes.ts";

function packed(): string {
  return JSON.stringify(packRoutes(smallRoutes()));
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

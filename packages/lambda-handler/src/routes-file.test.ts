import { packRoutes } from "@switchyard/router-core";
import { describe, expect, it } from "vitest";
import { readRoutes } from "./routes-file.ts";
import { smallRoutes } from "./testdata/small-routes.ts";

describe("readRoutes", () => {
  it("gives back the routes that were packed", () => {
    expect(readRoutes(packRoutes(smallRoutes())).table).toEqual(smallRoutes().table);
  });

  it("refuses damage and says what to do", () => {
    const bytes = packRoutes(smallRoutes());
    expect(() => readRoutes(bytes.with(100, (bytes[100] ?? 0) ^ 1))).toThrow(
      "routes.bin cannot be used; build it again: these are damaged; pack the table again.",
    );
  });
});

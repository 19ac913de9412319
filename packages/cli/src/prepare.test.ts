import { describe, expect, it } from "vitest";
import { tell } from "./prepare.ts";

describe("tell", () => {
  it("keeps what the compiler said and drops what stands around it", () => {
    const output = [
      "   • turbo 2.11.11",
      "   • Running types in 2 packages",
      "@switchyard/infra-router:types: cache miss, executing 0123",
      "@switchyard/infra-router:types: ",
      "@switchyard/infra-router:types: > @switchyard/infra-router@0.1.0 types",
      "@switchyard/infra-router:types: > tsc -p tsconfig.json",
      "@switchyard/infra-router:types: src/router-function.ts(76,9): error TS2561: no such property",
      "@switchyard/infra-router:types:  ELIFECYCLE  Command failed with exit code 2.",
      "@switchyard/infra-router:types: ERROR: command finished with error",
      " Tasks:    0 successful, 2 total",
      "Failed:    @switchyard/infra-router#types",
      " ERROR  run failed: command  exited (2)",
    ].join("\n");
    expect(tell(output)).toBe(
      "  @switchyard/infra-router: src/router-function.ts(76,9): error TS2561: no such property",
    );
  });

  it("shows everything rather than nothing", () => {
    expect(tell(" Tasks: 1\n")).toBe("Tasks: 1");
  });
});

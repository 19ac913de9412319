import { describe, expect, it } from "vitest";
import { type DeploymentCall, recordCalls } from "./recorded-calls.ts";

const operations = { Brew: ({ cups }: { readonly cups: number }) => `${cups} cups` };
const permissions = (operation: string) =>
  operation === "Brew" ? [{ action: "tea:Brew", resource: "*" }] : undefined;

describe("recordCalls", () => {
  it("tells each call with what it needs, and answers as the operation does", () => {
    const calls: DeploymentCall[] = [];
    const recorded = recordCalls(operations, { permissions }, (call) => calls.push(call));
    expect(recorded.Brew({ cups: 3 })).toBe("3 cups");
    expect(calls).toEqual([
      { operation: "Brew", input: { cups: 3 }, permissions: [{ action: "tea:Brew", resource: "*" }] },
    ]);
  });

  it("changes nothing when nobody listens", () => {
    expect(recordCalls(operations, { permissions }, undefined)).toBe(operations);
  });
});

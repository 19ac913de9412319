import { describe, expect, it } from "vitest";
import { cloudOf } from "./target-cloud.ts";

describe("cloudOf", () => {
  it("is AWS for every stage but local", () => {
    expect([cloudOf("prod", {}), cloudOf("local", {}), cloudOf("prod", { SWITCHYARD_CLOUD: "" })]).toEqual([
      "aws",
      "local",
      "aws",
    ]);
  });

  it("is the local cloud where the environment says so, and never AWS for the stage local", () => {
    expect(cloudOf("prod", { SWITCHYARD_CLOUD: "local" })).toBe("local");
    expect(cloudOf("local", { SWITCHYARD_CLOUD: "aws" })).toBe("local");
  });

  it("is never guessed", () => {
    expect(() => cloudOf("prod", { SWITCHYARD_CLOUD: "azure" })).toThrow(
      'Expected aws or local in SWITCHYARD_CLOUD, found "azure".',
    );
  });
});

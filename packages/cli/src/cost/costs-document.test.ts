import { describe, expect, it } from "vitest";
import { readStage } from "../stage-file.ts";
import { costsDocument } from "./costs-document.ts";
import { shippedPrices } from "./prices.ts";

describe("docs/costs.md", () => {
  it("is what the settings and the price list say", async () => {
    const stages = ["dev", "staging", "prod"].map((stage) => readStage(stage));
    await expect(costsDocument(stages, shippedPrices())).toMatchFileSnapshot("../../../../docs/costs.md");
  });
});

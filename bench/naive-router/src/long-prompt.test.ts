import { expect, it } from "vitest";
import { longPrompt } from "./long-prompt.ts";

it("has more than 500 words, as the prompt that was replaced", () => {
  const prompt = longPrompt([{ id: "cost", description: "Bills." }]);
  expect(prompt.split(/\s+/).length).toBeGreaterThan(500);
  expect(prompt).toContain("- cost: Bills.");
});

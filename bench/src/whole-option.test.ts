import { expect, it } from "vitest";
import { wholeOption } from "./whole-option.ts";

it("takes a whole number of at least the least, and names the option otherwise", () => {
  expect(wholeOption("rounds", "21", 1)).toBe(21);
  for (const text of ["0", "-1", "1.5", "many", ""]) {
    expect(() => wholeOption("rounds", text, 1)).toThrow("--rounds: expected a whole number of at least 1");
  }
});

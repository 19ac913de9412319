import { describe, expect, it } from "vitest";
import { parseBase64 } from "./json.ts";

describe("parseBase64", () => {
  it.each([
    ["", []],
    ["AA==", [0]],
    ["AA", [0]],
    ["AAE=", [0, 1]],
    ["AAEC", [0, 1, 2]],
    ["+/8=", [251, 255]],
  ])("reads %j", (text, bytes) => {
    expect([...(parseBase64(text) ?? [-1])]).toEqual(bytes);
  });

  it.each(["A", "A===", "AA=", "AAA==", "A A=", "AA==\n", "-_8=", "ä", 7, undefined, ["AA=="]])(
    "refuses %j",
    (text) => {
      expect(parseBase64(text)).toBeUndefined();
    },
  );
});

import { describe, expect, it } from "vitest";
import { pricesOf } from "./prices.ts";

const STAGE =
  '{"gbSecondMicroDollars":9,"requestMicroDollars":0.1,"inputTokenMicroDollars":1,"outputTokenMicroDollars":5}';

describe("pricesOf", () => {
  it("takes what the stage says", () => {
    expect(pricesOf({ SWITCHYARD_PRICES: STAGE }, "arm64")).toEqual({
      source: "stage",
      prices: JSON.parse(STAGE),
    });
  });

  it.each([
    ["arm64", 13.3334],
    ["x86_64", 16.6667],
  ])("has list prices for %s", (architecture, gbSecondMicroDollars) => {
    expect(pricesOf({}, architecture)).toMatchObject({
      source: "list",
      prices: { gbSecondMicroDollars, requestMicroDollars: 0.2 },
    });
  });

  it("has none for an architecture that it does not know", () => {
    expect(() => pricesOf({}, "riscv")).toThrow(
      "Expected a function for arm64 or x86_64, found one for riscv",
    );
  });

  it.each(["", "{}", "[]", "no json", STAGE.replace("9", "-9"), STAGE.replace("{", '{"more":1,')])(
    "does not guess from %j",
    (text) => {
      expect(() => pricesOf({ SWITCHYARD_PRICES: text }, "arm64")).toThrow(
        "Correct switchyard:prices and deploy",
      );
    },
  );
});

import { describe, expect, it } from "vitest";
import { addNumbers, canonicalNumber, compareNumbers, subtractNumbers } from "./number.ts";

describe("canonicalNumber", () => {
  it.each([
    ["0", "0"],
    ["-0", "0"],
    ["+7", "7"],
    ["007.500", "7.5"],
    [".5", "0.5"],
    ["5.", "5"],
    ["1e3", "1000"],
    ["12.5E-4", "0.00125"],
    ["-100", "-100"],
    ["1E125", `1${"0".repeat(125)}`],
    ["1E-130", `0.${"0".repeat(129)}1`],
    ["99999999999999999999999999999999999999", "99999999999999999999999999999999999999"],
    ["0e999999999", "0"],
  ])("writes %s as %s", (text, canonical) => {
    expect(canonicalNumber(text)).toBe(canonical);
  });

  it.each([
    ["", "cannot be converted to a numeric value"],
    ["1,5", "cannot be converted to a numeric value: 1,5"],
    ["NaN", "cannot be converted"],
    [".", "cannot be converted"],
    ["0x10", "cannot be converted"],
    [" 1", "cannot be converted"],
    ["1.00000000000000000000000000000000000001", "more than 38 significant digits"],
    ["1E126", "Number overflow"],
    ["1E999999999", "Number overflow"],
    ["1E-131", "Number underflow"],
  ])("refuses %j", (text, message) => {
    expect(() => canonicalNumber(text)).toThrow(message);
  });
});

describe("compareNumbers", () => {
  it.each([
    ["9", "10", -1],
    ["-9", "-10", 1],
    ["1.50", "1.5", 0],
    ["-1", "1", -1],
    // Equal as floating point numbers.
    ["9007199254740993", "9007199254740992", 1],
    ["0.1000000000000000000000000000000000001", "0.1", 1],
    ["1E125", "1E-130", 1],
  ])("%s against %s is %i", (a, b, order) => {
    expect(compareNumbers(a, b)).toBe(order);
  });
});

describe("arithmetic", () => {
  it("is exact", () => {
    expect(addNumbers("0.1", "0.2")).toBe("0.3");
    expect(addNumbers("99", "1")).toBe("100");
    expect(subtractNumbers("0.3", "0.1")).toBe("0.2");
    expect(subtractNumbers("1", "1")).toBe("0");
    expect(subtractNumbers("1", "2")).toBe("-1");
  });

  it("is refused where the result is no number of DynamoDB's", () => {
    expect(() => addNumbers("1E38", "0.1")).toThrow("more than 38 significant digits");
    expect(() => addNumbers("9E125", "9E125")).toThrow("Number overflow");
  });
});

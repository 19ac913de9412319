import { describe, expect, it } from "vitest";
import { parseInvocations, parseQualifier, parseSizes, sizesToTry } from "./options.ts";

describe("parseSizes", () => {
  it("puts sizes in order", () => {
    expect(parseSizes("1024,128,1769")).toEqual([128, 1024, 1769]);
  });

  it.each(["512", "128,128", "64,128", "128,10241", "128,1e3", "128,", "128 256"])("refuses %j", (text) => {
    expect(() => parseSizes(text)).toThrow(/expected (whole MB|2 to 20 different sizes)/);
  });
});

describe("sizesToTry", () => {
  it("has the present size among the usual ones", () => {
    expect(sizesToTry(undefined, 768)).toEqual([128, 256, 512, 768, 1024, 1769, 3008]);
    expect(sizesToTry(undefined, 512)).toEqual([128, 256, 512, 1024, 1769, 3008]);
  });

  it("takes the sizes that were asked for as they are", () => {
    expect(sizesToTry([128, 256], 512)).toEqual([128, 256]);
  });
});

describe("parseInvocations", () => {
  it("refuses fewer than can be judged by", () => {
    expect(() => parseInvocations("9")).toThrow('expected a whole number from 10 to 10000, found "9"');
    expect(parseInvocations("10")).toBe(10);
  });
});

describe("parseQualifier", () => {
  it("takes aliases and numbers, and not what can change while it is copied", () => {
    expect([parseQualifier("live"), parseQualifier("12")]).toEqual(["live", "12"]);
    expect(() => parseQualifier("$LATEST")).toThrow("expected an alias or the number of a published version");
  });
});

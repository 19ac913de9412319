import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errorText, plainName } from "./error-text.ts";

const SECRET = { mayQuote: false };
const FRAMES = /^(\n {4}at [^\n]+)+$/;

describe("plainName", () => {
  it.each(["Error", "RangeError", "Runtime.ExitError", "_e", "a".repeat(80)])("accepts %s", (name) => {
    expect(plainName(name)).toBe(name);
  });

  it.each([
    "",
    "what are my costs",
    "Error: x",
    "Error\n",
    "1Error",
    "Größe",
    "a".repeat(81),
    7,
    null,
    undefined,
    {},
  ])("refuses %j", (name) => {
    expect(plainName(name)).toBeUndefined();
  });
});

describe("errorText", () => {
  /** An error whose stack is in the form of V8 itself: the test runner has one of its own. */
  const withStack = (message: string, stack: string) => Object.assign(new Error(message), { stack });

  class RouteError extends Error {
    override readonly name = "RouteError";
  }

  it("shows name and place of an error without its message", () => {
    const text = errorText(new TypeError('bad "who is Jane Doe?"'), SECRET);
    expect(text.slice(0, 9)).toBe("TypeError");
    expect(text.slice(9)).toMatch(FRAMES);
    expect(text).toContain("error-text.test.ts");
    expect(text).not.toContain("Jane");
  });

  it("shows the name that an error gave itself", () => {
    expect(errorText(new RouteError("Jane"), SECRET)).toMatch(/^RouteError\n {4}at /);
  });

  it("shows the place of an error of Node.js, which has a code in its stack", () => {
    let found: unknown;
    try {
      Buffer.alloc(-1);
    } catch (error) {
      found = error;
    }
    expect(errorText(found, SECRET)).toMatch(/^RangeError\n {4}at /);
  });

  it("shows the place of an error without a message", () => {
    expect(errorText(withStack("", "Error\n    at f (g.js:1:2)"), SECRET)).toBe("Error\n    at f (g.js:1:2)");
  });

  it("takes no line of a message for a place in the code", () => {
    const text = errorText(new Error("bad\n    at Jane (Doe.js:1:1)\n    at Jane (Doe.js:1:1)"), SECRET);
    expect(text).toMatch(/^Error\n {4}at /);
    expect(text).not.toContain("Jane");
  });

  it.each([
    ["another message", "Error: who is Jane\n    at f (g.js:1:2)"],
    ["no message", "Error\n    at f (g.js:1:2)"],
    ["a sentence for a name", "who is Jane: new\n    at f (g.js:1:2)"],
    ["no places", "Error: new"],
    ["nothing", ""],
  ])("leaves out a stack that has %s", (_, stack) => {
    expect(errorText(withStack("new", stack), SECRET)).toBe("Error");
  });

  it("says Error for a name that is a sentence", () => {
    const error = withStack("x", "Error: x\n    at f (g.js:1:2)");
    error.name = "who is Jane Doe?";
    expect(errorText(error, SECRET)).toBe("Error\n    at f (g.js:1:2)");
  });

  it("says no more than the type of what is no error", () => {
    expect(errorText("who is Jane Doe?", SECRET)).toBe("thrown: string");
    expect(errorText({ query: "Jane" }, SECRET)).toBe("thrown: object");
  });

  it("never shows a message, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (first, second) => {
        const text = errorText(new Error(`${first}#JaneDoe#${second}`), SECRET);
        expect(text).toMatch(/^Error\n {4}at /);
        expect(text).not.toContain("#JaneDoe#");
      }),
    );
  });

  it("takes no time over a message of 1 MB", () => {
    expect(errorText(new Error("a ".repeat(500_000)), SECRET).length).toBeLessThan(5_000);
  });

  it("shows everything where queries may be logged", () => {
    const open = { mayQuote: true };
    expect(errorText(new Error("who is Jane?"), open)).toMatch(/^Error: who is Jane\?\n {4}at /);
    expect(errorText("who is Jane?", open)).toBe("thrown: who is Jane?");
  });
});

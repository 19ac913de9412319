import { describe, expect, it } from "vitest";
import { printable } from "./terminal.ts";

describe("printable", () => {
  it("takes the sting out of escape sequences", () => {
    expect(printable("\u001b]0;title\u0007red\u009b31m")).toBe("\uFFFD]0;title\uFFFDred\uFFFD31m");
  });

  it("leaves lines, tabs and every letter alone", () => {
    expect(printable("a\tb\nc é 漢 🙂")).toBe("a\tb\nc é 漢 🙂");
  });
});

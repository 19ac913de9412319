import { describe, expect, it } from "vitest";
import { createRedactor, secretOutputPaths } from "./secrets.ts";

describe("createRedactor", () => {
  it("hides secrets inside text, also as they look inside JSON", () => {
    const redactor = createRedactor();
    redactor.add({ deep: ["correct horse", 'say "x"'] });
    expect(redactor.clean('a correct horse, {"v":"say \\"x\\""}')).toBe('a [secret], {"v":"[secret]"}');
  });

  it("hides the longer of two secrets that begin alike", () => {
    const redactor = createRedactor();
    redactor.add(["token", "token-and-more"]);
    expect(redactor.clean("token-and-more token")).toBe("[secret] [secret]");
  });

  it("leaves very short values alone, which occur everywhere", () => {
    const redactor = createRedactor();
    redactor.add(["1", "yes"]);
    expect(redactor.clean("1 yes")).toBe("1 yes");
  });
});

describe("secretOutputPaths", () => {
  it("finds named outputs, those of secret inputs, and copies under other names", () => {
    const inputs = { password: "correct-horse", pin: "12" };
    const outputs = {
      password: "correct-horse",
      url: "db://u:correct-horse@host",
      tagsAll: { p: "correct-horse" },
      pin: "12",
      size: "12",
      token: "t",
    };
    expect(secretOutputPaths(inputs, ["password", "pin"], outputs, ["token", "absent"])).toEqual([
      "token",
      "password",
      "pin",
      "url",
      "tagsAll.p",
    ]);
  });
});

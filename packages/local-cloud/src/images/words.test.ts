import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expandWords } from "./words.ts";

const VARIABLES: Readonly<Record<string, string>> = { ROOT: "/var/task", EMPTY: "", A_1: "one two" };
const expand = (text: string) => expandWords(text, (name) => VARIABLES[name]);

describe("expandWords", () => {
  it.each([
    ["a  b\tc", ["a", "b", "c"]],
    ["$ROOT/x ${ROOT}y", ["/var/task/x", "/var/tasky"]],
    ["${NONE:-d} ${EMPTY:-d} ${ROOT:-d}", ["d", "d", "/var/task"]],
    ["${NONE:+d}x ${EMPTY:+d}x ${ROOT:+d}x", ["x", "x", "dx"]],
    ['"$A_1" $A_1', ["one two", "one two"]],
    ["'$ROOT' \\$ROOT", ["$ROOT", "$ROOT"]],
    ["a=\"b c\"d ''", ["a=b cd", ""]],
    ['"a\\"b\\n" a\\ b', ['a"b\\n', "a b"]],
    ["$EMPTY", [""]],
  ])("reads %s", (text, expected) => {
    expect(expand(text)).toEqual(expected);
  });

  it.each([
    ["$NONE", "${NONE} is not defined"],
    ["${ROOT", "is not a variable"],
    ["${ROOT#x}", "is not a variable"],
    ["$1", "is not a variable"],
    ['"a', "is not closed"],
  ])("refuses %s", (text, message) => {
    expect(() => expand(text)).toThrow(message);
  });

  it("leaves plain words as they are", () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[\w./=:@*?-]+$/), { maxLength: 6 }), (words) => {
        expect(expand(words.join(" "))).toEqual(words);
      }),
    );
  });
});

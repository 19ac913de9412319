import fc from "fast-check";

const unit = fc.oneof(
  fc.constantFrom("a", "z", "7", " ", " ", "'", "-", "?", "ab", "𝒳", "日", "ب", "\u0301", "👩\u200D💻"),
  // Half of a pair, a control character, a letter not yet assigned: any of the 65,536.
  fc.nat(0xffff).map((code) => String.fromCharCode(code)),
  fc.nat(0x7f).map((code) => String.fromCharCode(code)),
);

/** Any string that JavaScript can hold, up to so many parts; lone surrogates too. */
export function anyText(maxLength = 60): fc.Arbitrary<string> {
  return fc.array(unit, { maxLength, size: "max" }).map((units) => units.join(""));
}

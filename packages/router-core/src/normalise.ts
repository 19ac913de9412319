/** How much of a query counts. */
export interface NormaliseOptions {
  /** Code points kept, at least 1. The rest is cut off. */
  readonly maxChars: number;
}

const ACUTE_AS_APOSTROPHE = /[\u00B4\u1FFD]/gu;
const SPACES = /[\t-\r\u0085\p{Z}]+/gu;
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;
const SINGLE_QUOTES = /[`\u2018-\u201B\u2032\u2035\u02B9\u02BB\u02BC\u02C8]/gu;
const DOUBLE_QUOTES = /[\u201C-\u201F\u00AB\u00BB\u301D-\u301F]/gu;
const DASHES = /[\u2010-\u2015\u2212\u2E3A\u2E3B\u30A0]/gu;
const FINAL_SIGMA = /ς/gu;
const DOTTED_I = /i\u0307+/gu;
const BEYOND_PLAIN_ASCII = /[^ -~]/u;

/**
 * Brings a query to the one form that rules, cache and model see: NFKC, case folded, typographic quotes and
 * dashes made plain, control and invisible characters removed, white space collapsed and trimmed, cut to
 * `maxChars` code points. Lone surrogates are dropped. Applying it twice changes nothing.
 */
export function normaliseQuery(text: string, { maxChars }: NormaliseOptions): string {
  const folded = BEYOND_PLAIN_ASCII.test(text) ? foldUnicode(text) : text.toLowerCase().replaceAll("`", "'");
  return cutCodePoints(folded.replace(SPACES, " ").trim(), maxChars).trimEnd();
}

function foldUnicode(text: string): string {
  // NFKC would turn an acute accent typed as an apostrophe into a space and a combining mark.
  const visible = text
    .replace(ACUTE_AS_APOSTROPHE, "'")
    .normalize("NFKC")
    .replace(SPACES, " ")
    .replace(INVISIBLE, "")
    .replace(SINGLE_QUOTES, "'")
    .replace(DOUBLE_QUOTES, '"')
    .replace(DASHES, "-");
  // By way of upper case, so that "ß", "ẞ" and "SS" meet, and "ı" and "I". The two sigmas meet by hand, and so does
  // "İ", which a Turkish keyboard gives for the capital of "i". No step knows a locale.
  const folded = visible
    .normalize("NFKC")
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .replace(FINAL_SIGMA, "σ")
    .replace(DOTTED_I, "i");
  return folded.normalize("NFKC");
}

/** The first `count` code points of `text`, never half of a surrogate pair. */
export function cutCodePoints(text: string, count: number): string {
  // Stryker disable next-line EqualityOperator: the loop keeps all of a text of that length as well
  if (text.length <= count) return text;
  let end = 0;
  for (let kept = 0; kept < count; kept++) end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  return text.slice(0, end);
}

/** Length in code points, as `maxChars` counts. */
export function countCodePoints(text: string): number {
  return Array.from(text).length;
}

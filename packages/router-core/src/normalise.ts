/** How much of a query counts. */
export interface NormaliseOptions {
  /** Code points kept, at least 1. The rest is cut off. */
  readonly maxChars: number;
}

const BEYOND_PLAIN_ASCII = /[^ -~]/u;

/**
 * Brings a query to the one form that rules, cache and model see: NFKC, case folded, typographic quotes and
 * dashes made plain, control and invisible characters removed, white space collapsed and trimmed, cut to
 * `maxChars` code points. Lone surrogates are dropped. Applying it twice changes nothing.
 */
export function normaliseQuery(text: string, { maxChars }: NormaliseOptions): string {
  const folded = BEYOND_PLAIN_ASCII.test(text) ? foldUnicode(text) : text.toLowerCase().replaceAll("`", "'");
  // Any other space is none of plain ASCII, and `foldUnicode` has made it one.
  return cutCodePoints(folded.replace(/ {2,}/g, " ").trim(), maxChars).trimEnd();
}

function foldUnicode(text: string): string {
  // Here rather than above: to collect their characters takes a millisecond of every cold start, and most queries are
  // plain ASCII.
  const spaces = /[\t-\r\u0085\p{Z}]+/gu;
  const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;
  // NFKC would turn an acute accent typed as an apostrophe into a space and a combining mark.
  const visible = text
    .replace(/[\u00B4\u1FFD]/gu, "'")
    .normalize("NFKC")
    .replace(spaces, " ")
    .replace(invisible, "")
    .replace(/[`\u2018-\u201B\u2032\u2035\u02B9\u02BB\u02BC\u02C8]/gu, "'")
    .replace(/[\u201C-\u201F\u00AB\u00BB\u301D-\u301F]/gu, '"')
    .replace(/[\u2010-\u2015\u2212\u2E3A\u2E3B\u30A0]/gu, "-");
  // By way of upper case, so that "ß", "ẞ" and "SS" meet, and "ı" and "I". The two sigmas meet by hand, and so does
  // "İ", which a Turkish keyboard gives for the capital of "i". No step knows a locale.
  const folded = visible
    .normalize("NFKC")
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .replace(/ς/gu, "σ")
    .replace(/i\u0307+/gu, "i");
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

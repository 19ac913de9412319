/** Words that say nothing about what a question is about. */
const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    "a about all am an and any are as at be been but by can could did do does for from get give had has have how i if in " +
    "into is it its me much many my not of on or our should show so tell than that the their them then there these " +
    "they this to up us was we were what when where which who whose why will with would you your aws please query user"
  ).split(" "),
);

/** The stems of the telling words of a text. */
export function stemsOf(text: string): ReadonlySet<string> {
  const words =
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(words.filter((word) => word.length > 1 && !STOP_WORDS.has(word)).map(stem));
}

/** Light stemming: enough to make `costs`, `costing` and `cost` one word. */
function stem(word: string): string {
  if (/\d/.test(word)) return word;
  const singular = word.replace(/ies$/, "y").replace(/(?<=.{3})(?<!s)s$/, "");
  return singular.replace(/(?<=.{3})(?:ing|ed)$/, "").replace(/(?<=.{3})e$/, "");
}

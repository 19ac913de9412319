/** Hears the words of a normalised text, in order. */
export interface WordSink {
  /** One letter, digit or mark of the word in progress. */
  readonly letter: (codePoint: number) => void;
  /** The word in progress could also end here: what follows is a possessive "'s". */
  readonly possessive: () => void;
  readonly wordEnd: () => void;
  /** The next word belongs to another clause or sentence: no phrase runs across. */
  readonly phraseBreak: () => void;
}

const SPACE = 0x20;
const APOSTROPHE = 0x27;
const SMALL_S = 0x73;
/** Where a clause can end, with the ideographic kin that NFKC leaves alone. */
const STOPS: ReadonlySet<number> = new Set(Array.from(".,;:!?()、。", (stop) => stop.codePointAt(0) ?? 0));

/**
 * Splits a normalised text into words. A word is a run of letters, digits and marks.
 * - An apostrophe inside a word is dropped: "what's" is "whats". Before a final "s" the word may also end: "vpc's" is "vpc" too.
 * - Everything else parts words: "ec2-classic", "ec2_classic" and "ec2/classic" are "ec2 classic".
 * - Punctuation next to a space ("… the bill. Which subnet …") also parts phrases; inside "10.0.0.0/16" it does not.
 */
export function readWords(text: string, sink: WordSink): void {
  let inWord = false;
  let sawSpace = false;
  let sawStop = false;
  // One step beyond the end, where there is no word character either: so the last word ends like any other.
  for (let i = 0; i <= text.length; i++) {
    const code = text.codePointAt(i) ?? 0;
    if (code > 0xffff) i++;
    if (isWordCharacter(code)) {
      if (!inWord && sawSpace && sawStop) sink.phraseBreak();
      inWord = true;
      sink.letter(code);
    } else if (inWord && code === APOSTROPHE && goesOnAfter(text, i)) {
      if (text.charCodeAt(i + 1) === SMALL_S && !isWordCharacterAt(text, i + 2)) sink.possessive();
    } else {
      if (inWord) {
        sink.wordEnd();
        inWord = false;
        sawSpace = false;
        sawStop = false;
      }
      if (code === SPACE) sawSpace = true;
      else if (STOPS.has(code)) sawStop = true;
    }
  }
}

function goesOnAfter(text: string, index: number): boolean {
  // Stryker disable next-line ArithmeticOperator: looking back, the last of several apostrophes parts the words, not the first
  return isWordCharacterAt(text, index + 1);
}

function isWordCharacterAt(text: string, index: number): boolean {
  return isWordCharacter(text.codePointAt(index) ?? 0);
}

/** Whether a code point belongs to words: a letter, digit or mark of a normalised text. */
export function isWordCharacter(code: number): boolean {
  // Stryker disable next-line ConditionalExpression,EqualityOperator: both ways agree on normalised ASCII, one is faster
  return code < 0x80 ? isSmallLetterOrDigit(code) : isWordCharacterBeyondAscii(code);
}

let wordCharacter: RegExp | undefined;

function isWordCharacterBeyondAscii(code: number): boolean {
  // Made when it is first needed: to collect these characters takes a millisecond of every cold start.
  wordCharacter ??= /[\p{L}\p{N}\p{M}]/u;
  return wordCharacter.test(String.fromCodePoint(code));
}

function isSmallLetterOrDigit(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39);
}

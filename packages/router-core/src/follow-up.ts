import {
  AFTER_OPERATION,
  ANAPHORS,
  AUXILIARIES,
  BACK_REFERENCES,
  DEMONSTRATIVES,
  DETERMINERS,
  EXPLETIVE,
  FILLERS,
  FUNCTION_WORDS,
  HELPING_VERBS,
  OPERATIONS,
  QUESTION_WORDS,
  REPEATS,
  SCOPES,
  SOCIAL,
  SPEAKERS,
  TIES,
  TIME_WORDS,
} from "./follow-up-words.ts";

const MAX_WORDS = 8;
/** Eight long words; what is longer is not looked at. */
const MAX_CHARS = 100;

type Words = readonly string[];

/**
 * Whether a text that `normaliseQuery` has made is a question that makes sense only after another one. By structure, in
 * English: at most 8 words, no greeting and no thanks, and, after fillers ("ok, now …"), one of
 * - a tie ("and", "but", "what about", …) with a follow-up or a bare noun phrase after it;
 * - a repeat ("same", "ditto") with nothing or a follow-up after it;
 * - a question of function words alone ("why?", "which ones"), or one that points back ("how can I fix this?");
 * - a verb for answers ("show", "break down", …) with something that points back or with a scope ("sort by region"), or
 *   any one word with nothing else but what points back ("delete those");
 * - a scope alone ("for the last 7 days", "only prod"), a time alone ("last month?"), a back reference alone ("more").
 * A word outside the closed classes of follow-up-words.ts is taken for a topic; each shape bears two at most, three after
 * a tie. Whoever doubts says no: then the cascade goes on as if there were no session.
 */
export function isElliptical(normalised: string): boolean {
  if (normalised.length > MAX_CHARS) return false;
  const words = wordsOf(normalised);
  if (words.length > MAX_WORDS || words.some((word) => SOCIAL.has(word))) return false;
  return followsUp(withoutFillers(words));
}

function followsUp(words: Words): boolean {
  const tied = withoutPrefix(words, TIES);
  if (tied !== undefined) {
    const rest = withoutFillers(tied);
    return followsUp(rest) || isNounPhrase(rest);
  }
  const repeated = withoutPrefix(words, REPEATS);
  if (repeated !== undefined && (repeated.length === 0 || isScope(repeated))) return true;
  return [isQuestion, isOperation, isOrder, isScope, isBackReference].some((hasShape) => hasShape(words));
}

/** What may stand after a tie: a few words without a clause of their own. A question word may lead: "and which region". */
function isNounPhrase(words: Words): boolean {
  if (words.length === 0 || topicsIn(words) > 3 || OPERATIONS.has(at(words, 0))) return false;
  return !hasClause(words);
}

function isQuestion(words: Words): boolean {
  const first = at(words, 0);
  if (!QUESTION_WORDS.has(first) && !AUXILIARIES.has(first)) return false;
  const topics = topicsIn(words);
  if (pointsBack(words)) return topics <= 2;
  // "what day is today" asks for a date.
  const asksForTime =
    TIME_WORDS.has(at(words, 1)) || (at(words, 1) === "many" && TIME_WORDS.has(at(words, 2)));
  return (
    topics === 0 && QUESTION_WORDS.has(first) && !asksForTime && !words.some((word) => SPEAKERS.has(word))
  );
}

function isOperation(words: Words): boolean {
  const order = AUXILIARIES.has(at(words, 0)) && at(words, 1) === "you" ? words.slice(2) : words;
  if (!OPERATIONS.has(at(order, 0))) return false;
  const object = dropWhile(order.slice(1), (word) => AFTER_OPERATION.has(word) || DETERMINERS.has(word));
  if (object.some((word) => SPEAKERS.has(word))) return false;
  if (pointsBack(object)) return topicsIn(object) <= 2;
  return topicsIn(object) === 0 || isScope(object.filter((word) => !BACK_REFERENCES.has(word)));
}

/** "delete those", "restart it again": a verb that nobody lists here, and nothing else that could be a topic. */
function isOrder(words: Words): boolean {
  return isTopic(at(words, 0)) && topicsIn(words) === 1 && !hasClause(words) && pointsBack(words);
}

/** "for the last 7 days", "in the staging account", "only prod", "last month". */
function isScope(words: Words): boolean {
  if (hasClause(words)) return false;
  const topics = topicsIn(words);
  if (!SCOPES.has(at(words, 0))) return topics === 0 && words.some((word) => TIME_WORDS.has(word));
  const second = at(words, 1);
  const isDetermined = DETERMINERS.has(second) || SCOPES.has(second) || isNumber(second);
  return words.length > 1 && topics <= (isDetermined ? 2 : 1);
}

/** "more details", "anything else", "all of them". */
function isBackReference(words: Words): boolean {
  if (topicsIn(words) > 0 || hasClause(words)) return false;
  return pointsBack(words) || words.some((word) => BACK_REFERENCES.has(word));
}

/** As far as closed classes tell: an auxiliary or "I", "you", "we". */
function hasClause(words: Words): boolean {
  return words.some((word) => AUXILIARIES.has(word) || SPEAKERS.has(word));
}

/** A word stands for what was said before. With a noun after it, it names a topic; with a time after it, a date. */
function pointsBack(words: Words): boolean {
  return words.some((word, index) => {
    if (!ANAPHORS.has(word)) return false;
    if (word === "it") return !words.some((other) => EXPLETIVE.has(other));
    const after = at(words, index + 1);
    if (!DEMONSTRATIVES.has(word) || after === "") return true;
    const before = at(words, index - 1);
    if (isTopic(after)) return HELPING_VERBS.has(before) && index + 2 === words.length;
    // After a noun "that" begins a clause about it: "the rule that is on".
    return !TIME_WORDS.has(after) && (word !== "that" || !isTopic(before));
  });
}

function topicsIn(words: Words): number {
  return words.filter((word) => isTopic(word)).length;
}

function isTopic(word: string): boolean {
  return word !== "" && !FUNCTION_WORDS.has(word) && !isNumber(word);
}

/** "7", "24h", "95.5". */
function isNumber(word: string): boolean {
  return /^\p{N}/u.test(word);
}

/** As typed, with what joins their parts ("us-east-1") and without a possessive; "what's" is two. */
function wordsOf(text: string): Words {
  const words = text
    .replace(/\b(what|who|how|where|when|why|that|there|it)'?s\b/gu, "$1 is")
    .match(/[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}]|['/._-](?=[\p{L}\p{N}]))*/gu);
  return (words ?? []).map((word) => word.replace(/'s$/u, ""));
}

function withoutFillers(words: Words): Words {
  return dropWhile(words, (word) => FILLERS.has(word));
}

function dropWhile(words: Words, isDropped: (word: string) => boolean): Words {
  const start = words.findIndex((word) => !isDropped(word));
  // Stryker disable next-line ConditionalExpression: else the last of the dropped stays, which asks nothing either
  return start < 0 ? [] : words.slice(start);
}

/** Empty beyond the ends. */
function at(words: Words, index: number): string {
  return words[index] ?? "";
}

function withoutPrefix(words: Words, prefixes: readonly Words[]): Words | undefined {
  const prefix = prefixes.find((each) => each.every((word, index) => words[index] === word));
  return prefix === undefined ? undefined : words.slice(prefix.length);
}

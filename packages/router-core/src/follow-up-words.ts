/** The closed classes of English words by which a follow-up is told from a question with a topic of its own. */

/** Words of one kind. A set is made when it is first asked: few queries come near it, and every cold start would pay. */
interface WordSet {
  readonly text: string;
  readonly has: (word: string) => boolean;
}

function set(...parts: readonly string[]): WordSet {
  const text = parts.join(" ");
  let words: ReadonlySet<string> | undefined;
  return {
    text,
    has: (word) => {
      words ??= new Set(text.trim().split(/\s+/u));
      return words.has(word);
    },
  };
}

/** Said before or after anything; they ask nothing. */
export const FILLERS = set(
  "ok okay well yes yeah yep no nope please hm hmm sorry so now then oh actually just",
);

/** What people say to be polite or to end: a text with one of them is none of a follow-up's business. */
export const SOCIAL = set(`
  hello hi hey greetings goodbye bye thanks thank thx ty cheers welcome great good perfect nice cool awesome excellent
  wonderful fine sure correct right kidding joking wondering checking saying testing lol got forget mind love hate helps
  works`);

/** They tie what follows to what was said before: whatever follows them may be a mere noun. */
export const TIES: readonly (readonly string[])[] = [
  "and",
  "but",
  "or",
  "plus",
  "also",
  "what about",
  "how about",
].map((tie) => tie.split(" "));
/** They repeat what was asked, and say where: "same for staging". */
export const REPEATS: readonly (readonly string[])[] = [
  "the same thing",
  "the same",
  "same thing",
  "same",
  "ditto",
].map((tie) => tie.split(" "));

export const QUESTION_WORDS = set("what which who whom whose when where why how");
/** After these a demonstrative and a last word are a clause: "what does that mean". */
export const HELPING_VERBS = set("do does did can could should would will may might must");
export const AUXILIARIES = set(
  HELPING_VERBS.text,
  `is are was were be been has have had
  isn't aren't wasn't weren't don't doesn't didn't can't couldn't shouldn't wouldn't won't hasn't haven't hadn't`,
);
/** Who speaks and who is spoken to: a question about them is no follow-up ("how are you", "who am i"). */
export const SPEAKERS = set("i you we am i'm i'd i've i'll you're we're");

/** Stand for what was said before, mostly: see `pointsBack`. */
export const ANAPHORS = set("it its that this those these them they their ones one");
/** Beside these words "it" stands for nothing, the hour or the weather: "is it possible to …", "how long does it take". */
export const EXPLETIVE = set(`
  to possible necessary take takes cost costs free time date late early rain rains raining snow snows snowing sunny
  cloudy windy cold colder hot hotter warm warmer dark rainy outside day`);

/** Say that there was something before. */
export const BACK_REFERENCES = set(`
  more less again else same other others another rest both neither further deeper instead details detail next`);

/** These stand in front of a noun as well. */
export const DEMONSTRATIVES = set("its that this those these their one");

/** What one does to an answer. */
export const OPERATIONS = set(`
  show list give tell break split sort group order filter compare explain summarise summarize repeat redo expand
  elaborate exclude include limit plot graph chart drill narrow zoom continue go do run`);
/** Go between such a verb and what it is done to. */
export const AFTER_OPERATION = set("me us down up out on in into");

/** Narrow down what was asked, together with what follows them. */
export const SCOPES = set(`
  for in by per since from until till before after between without within during across except excluding including
  only`);
/** Like scopes, but nouns after them make topics of their own: "on call", "about reserved instances". */
const LOOSE_PREPOSITIONS =
  "on at with to about of over under than as not too vs versus through down up out into";
export const DETERMINERS = set("the a an my our your every each all any some no both");
export const TIME_WORDS = set(`
  last next previous past current today yesterday tomorrow tonight ago ever yet day days week weeks weekend month
  months quarter quarters year years hour hours minute minutes second seconds daily weekly monthly quarterly yearly
  monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
  october november december ytd mtd q1 q2 q3 q4`);

/** Everything that names no topic. */
export const FUNCTION_WORDS = set(
  FILLERS.text,
  QUESTION_WORDS.text,
  AUXILIARIES.text,
  SPEAKERS.text,
  ANAPHORS.text,
  BACK_REFERENCES.text,
  AFTER_OPERATION.text,
  SCOPES.text,
  DETERMINERS.text,
  TIME_WORDS.text,
  LOOSE_PREPOSITIONS,
  ...TIES.flat(),
  `there here anything something everything anyone everyone none much many most few long often far come exactly
    total top first if because while during when each`,
);

import { type Contender, type Example, isOutOfScope } from "../contender.ts";

/** Of each class: about as many as a person would write down. */
const WORDS_PER_CLASS = 10;
const WORD = /[\p{L}\p{N}']+/gu;

/** By word: the classes that it speaks for, and how loudly. */
type Model = Readonly<Record<string, readonly (readonly [label: string, weight: number])[]>>;

/**
 * What a team writes before it trains anything, at its best: of each class the ten words that chi-squared ties most
 * closely to it. A word weighs the logarithm of how many times likelier it makes the class, the sum wins, and
 * the score is the lead over the runner-up.
 */
export const keywords: Contender = {
  name: "keywords (chi², 10 a class)",
  train: ({ train }) => new TextEncoder().encode(JSON.stringify(chooseWords(train))),
  load: (bytes) => {
    const words = new Map(Object.entries(JSON.parse(new TextDecoder().decode(bytes)) as Model));
    return {
      predict: (text) => {
        const sums = new Map<string, number>();
        for (const word of wordsOf(text)) {
          for (const [label, weight] of words.get(word) ?? []) {
            sums.set(label, (sums.get(label) ?? 0) + weight);
          }
        }
        let best = { label: "", score: 0 };
        let second = 0;
        for (const [label, score] of sums) {
          if (score > best.score) {
            second = best.score;
            best = { label, score };
          } else if (score > second) second = score;
        }
        return { label: best.label, score: best.score - second };
      },
    };
  },
};

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(WORD));
}

function chooseWords(examples: readonly Example[]): Model {
  const inScope = examples.filter(({ label }) => !isOutOfScope(label));
  const ofClass = new Map<string, number>();
  const withWord = new Map<string, Map<string, number>>();
  for (const { text, label } of inScope) {
    ofClass.set(label, (ofClass.get(label) ?? 0) + 1);
    for (const word of wordsOf(text)) {
      const byClass = withWord.get(word) ?? new Map<string, number>();
      byClass.set(label, (byClass.get(label) ?? 0) + 1);
      withWord.set(word, byClass);
    }
  }
  const all = inScope.length;
  const candidates = [...withWord].flatMap(([word, byClass]) => {
    const seen = sum(byClass.values());
    return [...byClass].flatMap(([label, together]) => {
      const size = ofClass.get(label) ?? 0;
      const surplus = together * all - seen * size;
      if (surplus <= 0) return [];
      const spread = seen * size * (all - seen) * (all - size);
      // A word of every question, or the only class there is, tells nothing.
      const chiSquared = spread === 0 ? 0 : (all * surplus ** 2) / spread;
      return [{ word, label, chiSquared, weight: Math.log((together * all) / (seen * size)) }];
    });
  });
  const model = new Map<string, [string, number][]>();
  for (const label of ofClass.keys()) {
    const best = candidates
      .filter((candidate) => candidate.label === label)
      .toSorted((a, b) => b.chiSquared - a.chiSquared || (a.word < b.word ? -1 : 1))
      .slice(0, WORDS_PER_CLASS);
    for (const { word, weight } of best) {
      model.set(word, [...(model.get(word) ?? []), [label, Number(weight.toFixed(3))]]);
    }
  }
  return Object.fromEntries(model);
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

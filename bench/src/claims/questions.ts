import { readFileSync } from "node:fs";
import { createRandom, shuffled } from "../random.ts";

const FILES = ["plain", "unseen", "everyday", "indirect"].map(
  (kind) => new URL(`../../../packages/route-file/src/testdata/${kind}-questions.jsonl`, import.meta.url),
);

/**
 * So many questions by writers who wrote none of the examples, each once and in an order of chance: a question that comes
 * again would be answered out of the decision cache, and no language model asked.
 *
 * @throws RangeError when there are not so many
 */
export function heldOutQuestions(count: number): readonly string[] {
  const texts = FILES.flatMap((file) => readFileSync(file, "utf8").trim().split("\n")).map(
    (line) => (JSON.parse(line) as { readonly text: string }).text,
  );
  const distinct = [...new Set(texts)];
  if (distinct.length < count) {
    throw new RangeError(`expected ${count} distinct questions, found ${distinct.length}`);
  }
  return shuffled(distinct, createRandom(1)).slice(0, count);
}

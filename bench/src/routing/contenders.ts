import type { Contender } from "./contender.ts";

/** Opens a contender; each is loaded alone, so that no start is charged to another. */
type Opening = () => Promise<Contender>;

/** The yardstick of latency: every other is also said as a multiple of it. */
export const BASELINE = "keywords";

/** In the order of the tables. */
export const CONTENDERS: ReadonlyMap<string, Opening> = new Map<string, Opening>([
  [BASELINE, async () => (await import("./contenders/keywords.ts")).keywords],
  ["natural", async () => (await import("./contenders/natural-bayes.ts")).naturalBayes],
  ["node-nlp", async () => (await import("./contenders/node-nlp.ts")).nodeNlp],
  ["switchyard", async () => (await import("./contenders/switchyard.ts")).switchyard],
]);

export function openContender(id: string): Promise<Contender> {
  const open = CONTENDERS.get(id);
  if (open === undefined) {
    throw new Error(`expected one of ${[...CONTENDERS.keys()].join(", ")}, found "${id}"`);
  }
  return open();
}

import { NlpManager } from "node-nlp";
import nodeNlpPackage from "node-nlp/package.json" with { type: "json" };
import { type Contender, isOutOfScope } from "../contender.ts";

/** Says nothing, reads and writes no file. All else as it comes. */
const QUIET = { languages: ["en"], autoSave: false, autoLoad: false, nlu: { log: false } };

/** Its own word for "none of these": never right for a question in scope. */
const NONE = "None";

/** `classify` rather than `process`: the same intents and scores without the entities and the sentiment. */
export const nodeNlp: Contender = {
  name: `node-nlp ${nodeNlpPackage.version}`,
  train: async ({ train }) => {
    const manager = new NlpManager(structuredClone(QUIET));
    for (const { text, label } of train) if (!isOutOfScope(label)) manager.addDocument("en", text, label);
    await manager.train();
    return new TextEncoder().encode(manager.export(true));
  },
  load: (bytes) => {
    const manager = new NlpManager(structuredClone(QUIET));
    manager.import(new TextDecoder().decode(bytes));
    return {
      predict: async (text) => {
        const { classifications } = await manager.classify("en", text);
        const best = classifications.find(({ intent }) => intent !== NONE);
        return { label: best?.intent ?? "", score: best?.score ?? 0 };
      },
    };
  },
};

// By its own file: the package's front door opens databases and dictionaries.
import BayesClassifier from "natural/lib/natural/classifiers/bayes_classifier.js";
import natural from "natural/package.json" with { type: "json" };
import { type Contender, isOutOfScope } from "../contender.ts";

/** Naive Bayes over stems. The score is the winner's probability; the package itself gives unnormalised products. */
export const naturalBayes: Contender = {
  name: `natural ${natural.version} (Bayes)`,
  train: ({ train }) => {
    const classifier = new BayesClassifier();
    for (const { text, label } of train) if (!isOutOfScope(label)) classifier.addDocument(text, label);
    classifier.train();
    return new TextEncoder().encode(JSON.stringify(classifier));
  },
  load: (bytes) => {
    const classifier = BayesClassifier.restore(JSON.parse(new TextDecoder().decode(bytes)) as object);
    return {
      predict: (text) => {
        const classes = classifier.getClassifications(text);
        const total = classes.reduce((sum, { value }) => sum + value, 0);
        const [best] = classes;
        // Products of very long questions underflow to zero for every class.
        if (best === undefined || total === 0) return { label: best?.label ?? "", score: 0 };
        return { label: best.label, score: best.value / total };
      },
    };
  },
};

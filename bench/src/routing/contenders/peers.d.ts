// Neither peer comes with types of the part that is measured.

declare module "natural/lib/natural/classifiers/bayes_classifier.js" {
  class BayesClassifier {
    static restore(stored: object): BayesClassifier;
    addDocument(text: string, label: string): void;
    train(): void;
    /** Best first. */
    getClassifications(text: string): { readonly label: string; readonly value: number }[];
  }
  export = BayesClassifier;
}

declare module "node-nlp" {
  export class NlpManager {
    constructor(settings: object);
    addDocument(locale: string, text: string, intent: string): void;
    train(): Promise<unknown>;
    export(minified: boolean): string;
    import(stored: string): void;
    /** Best first. */
    classify(
      locale: string,
      text: string,
    ): Promise<{ readonly classifications: readonly { readonly intent: string; readonly score: number }[] }>;
  }
}

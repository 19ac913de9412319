import {
  type CompiledRoutes,
  createClassifier,
  createFastPath,
  createRuleMatcher,
  type FastResult,
  type RoutingModel,
  type Verdict,
} from "@switchyard/router-core";

/** What is made of one query. */
export interface Judgement {
  readonly answered: boolean;
  /** The answer, or the best label that is left without one; undefined when there is none. */
  readonly label: string | undefined;
  /** 0 to 1: the share of such labels that is said to be right. */
  readonly probability: number;
  /** Who answered; undefined when nobody did. */
  readonly by: "rules" | "model" | undefined;
  /** Why nobody did. */
  readonly why: Abstention | undefined;
  readonly reason: string;
  /** The terms of the rules, or the words that weighed most. */
  readonly evidence: readonly string[];
}

export type Abstention = Extract<FastResult, { kind: "abstained" }>["why"];

/** Judges a text that `normaliseQuery` has made. */
export type Judge = (normalised: string) => Judgement;

/** Rules, a model, or both. */
export type RulesOrModel =
  | { readonly routes: CompiledRoutes; readonly model?: RoutingModel }
  | { readonly routes?: undefined; readonly model: RoutingModel };

/**
 * Judges as the router's fast path does, or by the model alone where there are no rules.
 *
 * @param threshold in place of the model's own: the probability from which it answers.
 */
export function createJudge({ routes, model }: RulesOrModel, threshold?: number): Judge {
  const asked =
    model === undefined || threshold === undefined ? model : { ...model, info: { ...model.info, threshold } };
  if (routes !== undefined) return judgeByFastPath(routes, asked);
  if (asked === undefined) throw new Error("Expected rules or a model to judge by, found neither.");
  const classify = createClassifier(asked);
  return (normalised) => judgementOfModel(classify(normalised));
}

function judgeByFastPath(routes: CompiledRoutes, model: RoutingModel | undefined): Judge {
  const decide = createFastPath(routes, model);
  const matchRules = createRuleMatcher(routes);
  const classify = model === undefined ? undefined : createClassifier(model);
  return (normalised) => {
    const result = decide(normalised);
    const { reason } = result;
    if (result.kind === "matched") {
      const { agent: label, confidence: probability, by, evidence } = result;
      return { answered: true, label, probability, by, why: undefined, reason, evidence };
    }
    const { why, guess } = result;
    const left = { answered: false, by: undefined, why, reason, evidence: [] };
    if (guess !== undefined) return { ...left, label: guess.agent, probability: guess.confidence };
    if (why !== "out-of-scope") return { ...left, label: undefined, probability: 0 };
    // Nobody will go there, but which of the labels was best is worth knowing.
    const ruled = matchRules(normalised);
    const best = classify?.(normalised, ruled.kind === "matched" ? ruled.agent : undefined);
    return { ...left, label: best?.label, probability: best?.probability ?? 0 };
  };
}

function judgementOfModel({ kind, label, probability }: Verdict): Judgement {
  const abstained = { answered: false, label, probability, by: undefined, evidence: [] };
  switch (kind) {
    case "answered":
      return {
        ...abstained,
        answered: true,
        by: "model",
        why: undefined,
        reason: `Reads like a question for ${label}.`,
      };
    case "unsure":
      return { ...abstained, why: kind, reason: `Reads most like a question for ${label}, but not surely.` };
    case "out-of-scope":
      return { ...abstained, why: kind, reason: "Reads like a question for none of the labels." };
  }
}

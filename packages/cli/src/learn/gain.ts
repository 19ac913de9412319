import {
  type CompiledRoutes,
  createFastPath,
  type FastPath,
  type RoutingModel,
} from "@switchyard/router-core";
import {
  createJudge,
  type Example,
  evaluate,
  type Lexicon,
  type SetProblem,
  type TrainingProgress,
  trainModel,
  type WordVectors,
} from "@switchyard/trainer";
import type { LoggedQuery } from "./suggest.ts";

export interface GainRequest {
  readonly examples: readonly Example[];
  readonly validation: readonly Example[];
  readonly routes: CompiledRoutes;
  readonly lexicon: Lexicon;
  readonly vectors: WordVectors;
  readonly targetPrecision: number;
  readonly seed: number;
  readonly suggested: readonly LoggedQuery[];
  /** Other queries that the language model decided, which no model here learns from or is tuned on. */
  readonly others: readonly LoggedQuery[];
  readonly onProgress?: (progress: TrainingProgress) => void;
}

/** What the fast path makes of the logged requests. Shares of requests, from 0 to 1. */
export interface LoggedShare {
  readonly answered: number;
  /** Of the suggested ones that it answers: with the language model's agent. Undefined of none. */
  readonly likeLlm: number | undefined;
}

export interface ValidationResult {
  readonly coverage: number | undefined;
  readonly precision: number | undefined;
}

export interface BeforeAndAfter<T> {
  readonly before: T;
  readonly after: T;
}

/** What a fast path that has learnt the suggestions does beside one that has not. */
export interface Gain {
  /** Requests that `logged` is about. */
  readonly requests: number;
  /** Undefined when there are too few suggestions to learn from one half and ask the other. */
  readonly logged: BeforeAndAfter<LoggedShare> | undefined;
  readonly validation: BeforeAndAfter<ValidationResult>;
}

export type GainResult =
  | { readonly ok: true; readonly gain: Gain }
  | { readonly ok: false; readonly problems: readonly SetProblem[] };

/** Fewer leave a half in which chance decides everything. */
const LEAST_SUGGESTIONS = 4;

/**
 * Measures what the suggestions would bring. A suggestion never answers itself: models that learn from one half of them
 * are asked the other half. What is not suggested is asked of both, and counts half for each.
 */
export function measureGain(request: GainRequest): GainResult {
  const { routes, suggested, others, validation } = request;
  const halves = suggested.length < LEAST_SUGGESTIONS ? undefined : halve(suggested);
  const trained = trainAll(request, [
    { name: "the examples alone", learnt: [] },
    { name: "all suggestions", learnt: suggested },
    ...(halves ?? []).map((learnt, index) => ({ name: `half ${index + 1} of the suggestions`, learnt })),
  ]);
  if (!trained.ok) return trained;
  const [before, after, first, second] = trained.models;
  if (before === undefined || after === undefined) throw new Error("Expected two models, found fewer.");

  const panel = (model: RoutingModel | undefined, unseen: readonly LoggedQuery[]): Panel => ({
    decide: createFastPath(routes, model),
    suggested: unseen,
    others,
  });
  const validate = (model: RoutingModel): ValidationResult => {
    const judgeAt = (threshold: number) => createJudge({ routes, model }, threshold);
    const { threshold, thresholds } = model.info;
    const judge = judgeAt(threshold);
    const { coverage, precision } = evaluate({ queries: validation, judge, judgeAt, thresholds });
    return { coverage, precision };
  };
  return {
    ok: true,
    gain: {
      requests: requestsOf([...suggested, ...others]),
      logged: halves && {
        before: shareOf([panel(before, suggested)]),
        after: shareOf([panel(first, halves[1]), panel(second, halves[0])]),
      },
      validation: { before: validate(before), after: validate(after) },
    },
  };
}

interface Training {
  readonly name: string;
  readonly learnt: readonly LoggedQuery[];
}

function trainAll(
  { examples, onProgress, validation, routes, lexicon, vectors, targetPrecision, seed }: GainRequest,
  trainings: readonly Training[],
) {
  const models: RoutingModel[] = [];
  for (const [index, { name, learnt }] of trainings.entries()) {
    const result = trainModel({
      examples: [...examples, ...learnt.map(asExample)],
      validation,
      routes,
      lexicon,
      vectors,
      targetPrecision,
      seed,
      onProgress: ({ done }) =>
        onProgress?.({
          step: `${index + 1} of ${trainings.length}, with ${name}`,
          done: (index + done) / trainings.length,
        }),
    });
    if (!result.ok) return result;
    models.push(result.model);
  }
  return { ok: true as const, models };
}

function asExample({ text, agents: [label = ""] }: LoggedQuery, index: number): Example {
  return { text, label, line: index + 1 };
}

/** Two halves with as many of each agent, and of often and seldom asked ones, as may be. */
function halve(suggested: readonly LoggedQuery[]): readonly [readonly LoggedQuery[], readonly LoggedQuery[]] {
  const byAgent = [...Map.groupBy(suggested, ({ agents }) => agents[0]).values()].flat();
  return [byAgent.filter((_, index) => index % 2 === 0), byAgent.filter((_, index) => index % 2 === 1)];
}

/** A fast path, and queries that it has not learnt. */
interface Panel {
  readonly decide: FastPath;
  readonly suggested: readonly LoggedQuery[];
  readonly others: readonly LoggedQuery[];
}

function shareOf(panels: readonly Panel[]): LoggedShare {
  const sum = (countOf: (panel: Panel) => number) =>
    panels.reduce((total, panel) => total + countOf(panel), 0);
  const suggested = sum((panel) => requestsOf(panel.suggested));
  const others = sum((panel) => requestsOf(panel.others)) / panels.length;
  const answered = sum((panel) => requestsOf(answeredBy(panel, panel.suggested)));
  const answeredOthers = sum((panel) => requestsOf(answeredBy(panel, panel.others))) / panels.length;
  const like = sum((panel) => requestsOf(answeredBy(panel, panel.suggested, true)));
  return {
    answered: (answered + answeredOthers) / (suggested + others),
    likeLlm: answered === 0 ? undefined : like / answered,
  };
}

function answeredBy(
  { decide }: Panel,
  queries: readonly LoggedQuery[],
  likeLlm = false,
): readonly LoggedQuery[] {
  return queries.filter(({ normalised, agents }) => {
    const result = decide(normalised);
    return result.kind === "matched" && (!likeLlm || agents.includes(result.agent));
  });
}

function requestsOf(queries: readonly LoggedQuery[]): number {
  return queries.reduce((total, { requests }) => total + requests, 0);
}

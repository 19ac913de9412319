export { type BreakerConfig } from "./circuit-breaker.ts";
export {
  type CompiledAgent,
  type CompiledRoutes,
  type CompiledTable,
  type CompileResult,
  compileRoutes,
} from "./compile.ts";
export type * from "./decision.ts";
export type { DecisionCacheConfig } from "./decision-cache.ts";
export type { ExplainedStep, Explanation } from "./explanation.ts";
export { createFastPath, type FastPath, type FastResult, type Guess } from "./fast-path.ts";
export type { FileReading } from "./file-reading.ts";
export { type LlmAnswer, parseLlmDecision } from "./llm-answer.ts";
export { createLlmPrompt, type DescribedAgent, type LlmPrompt } from "./llm-prompt.ts";
export { calibrate, SIGNALS } from "./model/calibrate.ts";
export {
  type Classifier,
  createClassifier,
  createScorer,
  type Scored,
  type Scorer,
  type Verdict,
} from "./model/classifier.ts";
export { explainVerdict, type Reason } from "./model/explain.ts";
export {
  createFeatureReader,
  type FeatureReader,
  type Features,
  hashWord,
  WORDS,
} from "./model/features.ts";
export type { ModelInfo, ModelParameters, RoutingModel, TargetThreshold } from "./model/model.ts";
export { MAX_LABELS } from "./model/parse-metadata.ts";
export { type ReadModelResult, readModel } from "./model/read-model.ts";
export { type ModelDraft, type ModelRow, type ModelWord, rowBytes, writeModel } from "./model/write-model.ts";
export { normaliseQuery } from "./normalise.ts";
export { packRoutes, type UnpackResult, unpackRoutes } from "./packed-routes.ts";
export { type ParsedRouteTable, parseRouteTable } from "./parse-route-table.ts";
export type * from "./ports.ts";
export * from "./route-table.ts";
export {
  createRouter,
  DEFAULT_ROUTER_CONFIG,
  type RouteOptions,
  type Router,
  type RouterConfig,
  type RouterDependencies,
} from "./router.ts";
export { createRuleMatcher, type RuleMatcher, type RuleResult } from "./rule-matcher.ts";
export { rulesDigest } from "./rules-digest.ts";

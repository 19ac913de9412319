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
export { createFastPath, type FastPath, type FastResult } from "./fast-path.ts";
export { type LlmAnswer, parseLlmDecision } from "./llm-answer.ts";
export { createLlmPrompt, type DescribedAgent, type LlmPrompt } from "./llm-prompt.ts";
export { normaliseQuery } from "./normalise.ts";
export { type PackedRoutes, packRoutes, type UnpackResult, unpackRoutes } from "./packed-routes.ts";
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

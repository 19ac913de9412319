/** The policy evaluator on its own, for whoever wants to know what a policy allows. Pure functions. */
export type { Decision, ResourceDecision } from "./evaluate.ts";
export { evaluate, evaluateResourcePolicy } from "./evaluate.ts";
export { parsePolicy } from "./policy.ts";

export { checkStack } from "./check-stack.ts";
export { type CheckedResource, type Rule, UNKNOWN, type Violation } from "./model.ts";
export { REVIEWED_WILDCARDS, type ReviewedWildcard } from "./reviewed-wildcards.ts";
export { unusedReviews } from "./rules/no-wildcards.ts";
export { RULES } from "./rules.ts";

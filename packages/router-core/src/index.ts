export type * from "./decision.ts";
export type * from "./ports.ts";

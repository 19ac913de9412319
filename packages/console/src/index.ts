export { weighAll } from "./evidence.ts";
export type * from "./model.ts";
export type { Pace } from "./poll.ts";
export type * from "./ports.ts";
export { type Console, type ConsoleOptions, openConsole } from "./server.ts";

import { createHandler } from "./handler.ts";

/** The Lambda behind every demo agent: `{agent, query, request_id}` in, `{answer}` out. */
export const handler = createHandler((line) => void process.stdout.write(`${line}\n`));

import { readFileSync, writeSync } from "node:fs";
import { createRouter, DEFAULT_ROUTER_CONFIG, type FileReading } from "@switchyard/router-core";
import type { Aws } from "./aws.ts";
import { readConfig } from "./config.ts";
import { createHandler } from "./handler.ts";
import { withFailureLog } from "./llm-failure-log.ts";
import { readModelFile } from "./model-file.ts";
import { readRoutes } from "./routes-file.ts";
import { createSessionTokens } from "./session-token.ts";

// Composition root: the only module that reads the environment or picks an adapter. Everything here runs once, in
// INIT, where Lambda lends more CPU than a request gets; what the first request needs is loaded now, not then, and what
// it does not need is not loaded at all.

// Checksums were compared when the image was made (runtime/prepare.ts), and an image does not change: to load what
// computes them takes longer than all else that these files need.
const reading: FileReading = { checksum: "checked-before", decode: latin1 };
const routes = readRoutes(readFileSync(`${import.meta.dirname}/routes.bin`), reading);
const model = readModelFile(readFileSync(`${import.meta.dirname}/model.bin`), reading);
const agentIds = routes.table.agents.map(({ id }) => id);
const config = readConfig(process.env, agentIds);
const { agents } = config;

// From the start of the process. Not `performance`, which a process loads when it is first asked for.
const elapsedMs = () => process.uptime() * 1000;
// Not `console`, which puts a prefix before each line, and a metric line with a prefix is no metric; and not
// `process.stdout`, which loads a stream. Blocks until the line is out: Lambda reads the pipe.
const writeLine = (line: string) => void writeSync(1, `${line}\n`);

let aws: Promise<Aws> | undefined;
/** What talks to AWS is a file of its own: where decisions are all that is served, most environments never need it. */
const loadAws = (): Promise<Aws> =>
  (aws ??= import("./aws.ts").then(({ createAws }) => createAws({ environment: process.env, config })));

const router = createRouter({
  routes,
  model,
  llm: withFailureLog(
    { classify: async (request) => (await loadAws()).classifier.classify(request) },
    writeLine,
  ),
  nowMs: elapsedMs,
  config: DEFAULT_ROUTER_CONFIG,
});

/** Settles when INIT is over. A connection that cannot be made is no reason to fail. */
export const ready: Promise<void> =
  agents === undefined ? Promise.resolve() : loadAws().then(({ connect }) => connect());
let initDurationMs = 0;
void ready.then(() => (initDurationMs = elapsedMs()));

export const handler = createHandler(
  {
    route: router.route,
    agents: agents && { invoke: async (call) => (await loadAws()).agents.invoke(call) },
    sessions: createSessionTokens({ stage: config.stage, ...config.sessions }),
    writeLine,
    nowMs: () => Date.now(),
    elapsedMs,
  },
  {
    stage: config.stage,
    llmTimeoutMs: config.llmTimeoutMs,
    agentTimeoutMs: config.agentTimeoutMs,
    logQueries: config.logQueries,
    initializationType: process.env.AWS_LAMBDA_INITIALIZATION_TYPE,
    initDurationMs: () => initDurationMs,
    ...(config.cost === undefined ? {} : { cost: config.cost }),
  },
);

function latin1({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString("latin1");
}

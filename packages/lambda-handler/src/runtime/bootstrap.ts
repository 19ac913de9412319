import { writeSync } from "node:fs";
import type { CacheState } from "./code-cache.ts";
import { createAppLoader } from "./load-app.ts";
import { openRuntimeApi } from "./runtime-api.ts";
import { errorReport, type RuntimeHandler, serve } from "./serve.ts";

// Entry of the container: Lambda starts Node with this file, and nothing before it. Loads the handler through the code
// cache, waits until it is ready, and serves.

/** What the handler's module exports. */
interface App {
  readonly handler?: RuntimeHandler;
  /** Whatever else belongs to the start. Never rejects. */
  readonly ready?: Promise<void>;
}

const api = openRuntimeApi(process.env.AWS_LAMBDA_RUNTIME_API ?? "");
let current: string | undefined;
let cacheState: CacheState = "accepted";

// An error outside of the handler's own promise leaves the process in no known state.
process.on("uncaughtException", (error) => void crash(error));
let isEnding = false;

async function crash(error: unknown): Promise<void> {
  // What fails while an error is told, such as output that nobody reads any more, must not be told again for ever.
  if (isEnding) process.exit(1);
  isEnding = true;
  const report = errorReport(error);
  try {
    log("ERROR", "The process ended with an error", { requestId: current, ...report });
    await (current === undefined ? api.failInit(report) : api.fail(current, report));
  } catch {
    // Nobody is there to be told; the log has it.
  }
  process.exit(1);
}

function loadApp(): App & { readonly handler: RuntimeHandler } {
  const handlerName = process.env._HANDLER ?? "";
  const [, module, name] = /^([\w-]+)\.([\w$]+)$/.exec(handlerName) ?? [];
  const loader = createAppLoader({
    dir: import.meta.dirname,
    requireBuiltin: (id) => process.getBuiltinModule(id),
    onLoaded: ({ file, state }) => {
      if (state === "accepted") return;
      // Slower, and nothing worse. It is a matter of how the image was made, so somebody should know.
      log("WARN", "The code cache was not used", { file, codeCache: state });
      cacheState = state;
    },
  });
  const app = module === undefined ? undefined : (loader.load(`${module}.cjs`) as Record<string, unknown>);
  const handler = name === undefined ? undefined : app?.[name];
  if (typeof handler !== "function") {
    throw new Error(
      `_HANDLER must name a file and its function, such as index.handler; found ${JSON.stringify(handlerName)}.`,
    );
  }
  return { ...app, handler: handler as RuntimeHandler };
}

function log(level: "WARN" | "ERROR", message: string, facts: object): void {
  writeSync(1, `${JSON.stringify({ level, message, ...facts })}\n`);
}

async function main(): Promise<void> {
  const { handler, ready } = loadApp();
  await ready;
  await serve({
    api,
    handler,
    environment: process.env,
    codeCache: () => cacheState,
    nowMs: Date.now,
    onCurrent: (requestId) => {
      current = requestId;
    },
  });
}

main().catch((error: unknown) => crash(error));

import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { crc32 } from "node:zlib";
import { readModelFile } from "../model-file.ts";
import { readRoutes } from "../routes-file.ts";
import { compileFile, writeCodeCache } from "./code-cache.ts";
import { type AppLoader, CACHE_SUFFIX, createAppLoader } from "./load-app.ts";
import { sampleEnvironment, sampleEvents } from "./prepare-samples.ts";
import { openStandIn } from "./prepare-stand-in.ts";
import type { RuntimeHandler } from "./serve.ts";

// Run while the image is made, by the Node that will run it: `node prepare.cjs <folder of the app>`. Answers some
// requests, so that V8 compiles what answering takes, and keeps what it compiled beside the code.

async function prepare(dir: string): Promise<void> {
  const loader = createAppLoader({
    dir,
    requireBuiltin: (id) => process.getBuiltinModule(id),
    ignoreCache: true,
  });
  await answerSamples(loader, checkFiles(dir));

  const compiled = loader
    .loaded()
    .map(({ file, source, script }) => ({ file, source, data: script.createCachedData() }));
  for (const { file, source, data } of compiled) {
    const path = join(dir, file);
    if (compileFile(path, source, data).state !== "accepted") {
      throw new Error(`V8 does not accept the code cache that it has just made of ${file}.`);
    }
    writeFileSync(path + CACHE_SUFFIX, writeCodeCache(source, data));
  }
  const sizes = compiled.map(({ file, data }) => `${file} ${data.length} bytes`).join(", ");
  process.stdout.write(`Code cache of ${sizes}; Node ${process.version} on ${process.arch}\n`);
}

/** Compares the checksums: nobody does so again when the function starts. */
function checkFiles(dir: string): readonly string[] {
  const { table } = readRoutes(readFileSync(join(dir, "routes.bin")), { checksum: crc32 });
  readModelFile(readFileSync(join(dir, "model.bin")), { checksum: crc32 });
  return table.agents.map(({ id }) => id);
}

async function answerSamples(loader: AppLoader, agents: readonly string[]): Promise<void> {
  const standIn = await openStandIn(agents[0] ?? "");
  try {
    Object.assign(process.env, sampleEnvironment(agents, standIn.url));
    const app = loader.load("index.cjs") as { handler: RuntimeHandler; ready: Promise<void> };
    await app.ready;
    for (const event of sampleEvents()) {
      const response = await app.handler(event, {
        awsRequestId: "prepare",
        functionName: "prepare",
        functionVersion: "1",
        invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:prepare:live",
        memoryLimitInMB: "512",
        logGroupName: "prepare",
        logStreamName: "prepare",
        getRemainingTimeInMillis: () => 10_000,
      });
      const { statusCode } = response as { statusCode: number };
      if (statusCode >= 500)
        throw new Error(`A sample request was answered with ${statusCode}; see the line above.`);
    }
  } finally {
    standIn.close();
  }
}

const [dir] = process.argv.slice(2);
if (dir === undefined) {
  process.stderr.write("Usage: node prepare.cjs <folder with index.cjs and routes.bin>\n");
  process.exit(2);
}
prepare(resolve(dir)).then(
  // Sockets that wait for a next request must not keep the process.
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);

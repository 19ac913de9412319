import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import {
  CreateAliasCommand,
  GetAliasCommand,
  type LambdaClient,
  ListFunctionsCommand,
  ListVersionsByFunctionCommand,
} from "@aws-sdk/client-lambda";
import { type ControlServer, serveControl } from "@switchyard/local-cloud";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSystem, type System } from "../e2e/system.ts";
import { lambdaClient, logsClient } from "../local/aws-clients.ts";
import { logEvents } from "../local/log-events.ts";
import { pause } from "../pause.ts";
import { runCommandLine } from "../program.ts";
import { queryPayload } from "./events.ts";
import { lambdaFunctions } from "./lambda-functions.ts";
import { newCopyName } from "./names.ts";
import { readTemplate } from "./target.ts";
import { trialFunctionsContract } from "./trial-functions.contract.ts";
import { measureCopy } from "./tune.ts";

let system: System;
let control: ControlServer;
let client: LambdaClient;

beforeAll(async () => {
  system = await openSystem();
  await system.deploy();
  control = await serveControl(system.cloud(), system.dir);
  client = lambdaClient(system.cloud().endpoints);
});
afterAll(async () => {
  client?.destroy();
  await control?.close();
  await system?.close();
});

async function routerTemplate(signal = new AbortController().signal) {
  const { functionName } = await system.router();
  return await readTemplate({ client, functionName }, "live", signal);
}

async function openCopies(signal = new AbortController().signal) {
  const template = await routerTemplate(signal);
  const waiting = { nowMs: () => performance.now(), pause, pollMs: 50 };
  return {
    functions: lambdaFunctions(client, template, waiting, signal),
    name: newCopyName(template.functionName),
  };
}

trialFunctionsContract("the local cloud", openCopies);

/** Measures two sizes as fast as this machine is: this is about the calls and not about what they take. */
async function measure(abort: AbortController, onProgress: (message: string) => void = () => undefined) {
  const { functions, name } = await openCopies(abort.signal);
  const cpu = { limit: async () => ({ kind: "limited" }) as const, unlimit: async () => undefined };
  const payloads = [queryPayload("What are my AWS costs?")];
  const plan = { sizesMb: [256, 512], coldStarts: 2, invocations: 10, payloads, random: Math.random };
  return await measureCopy(plan, name, { functions, cpu }, { onProgress, signal: abort.signal });
}

/** The router, its versions, its alias, and every function there is. */
async function everything() {
  const { functionName } = await system.router();
  const { Functions = [] } = await client.send(new ListFunctionsCommand({}));
  const { Versions = [] } = await client.send(
    new ListVersionsByFunctionCommand({ FunctionName: functionName }),
  );
  const alias = await client.send(new GetAliasCommand({ FunctionName: functionName, Name: "live" }));
  return {
    functions: Functions.map(({ FunctionName }) => FunctionName),
    versions: Versions.map(({ Version, RevisionId }) => [Version, RevisionId]),
    alias: [alias.FunctionVersion, alias.RevisionId],
  };
}

/** Runs `switchyard tune …` against the system, as a script does. */
async function tune(...args: readonly string[]) {
  const out: string[] = [];
  const code = await runCommandLine(["tune", ...args, "--json"], {
    terminal: { out: (text) => void out.push(text), err: () => undefined, style: (_, text) => text },
    env: { SWITCHYARD_LOCAL_DIR: system.dir },
    onInterrupt: () => undefined,
  });
  return { code, reply: JSON.parse(out.join("")) as Record<string, unknown> };
}

/** Why this machine lets nobody limit CPU time; undefined where it does. */
async function whyNoCpuLimit(): Promise<string | undefined> {
  const { functions, name } = await openCopies();
  await functions.create(name);
  try {
    const answer = await system.cloud().configureCpu({ functionName: name, cpu: "by-memory" });
    return answer.kind === "unavailable" ? answer.reason : undefined;
  } finally {
    await functions.remove(name);
  }
}

describe("the router, measured", () => {
  it("answers cold and warm calls of each size, and is left as it was", async () => {
    const before = await everything();
    const { sizes, failures } = await measure(new AbortController());
    expect(failures).toEqual([]);
    for (const { environments } of sizes) {
      expect(environments.map(({ warm }) => warm.length)).toEqual([5, 5]);
      for (const { cold } of environments) expect(cold?.initMs).toBeGreaterThan(0);
    }
    expect(await everything()).toEqual(before);
  });

  it("counts as no traffic: its calls write no metrics", async () => {
    const { logGroup } = await system.router();
    const logs = logsClient(system.cloud().endpoints);
    const lines: string[] = [];
    for await (const { message = "" } of logEvents(logs, { logGroup, startTime: 0 })) lines.push(message);
    logs.destroy();
    expect(lines.filter((line) => line.includes('"Direct":true')).length).toBeGreaterThanOrEqual(24);
    expect(lines.filter((line) => line.includes('"_aws"'))).toEqual([]);
  });

  it("leaves nothing behind when it is interrupted", async () => {
    const before = await everything();
    const abort = new AbortController();
    const measuring = measure(abort, (message) => {
      if (message.startsWith("Round 2")) abort.abort();
    });
    await expect(measuring).rejects.toThrow(
      /^Interrupted[.] switchyard-local-router-tune-[0-9a-f]{8} is deleted[.]$/,
    );
    expect(await everything()).toEqual(before);
  });
});

describe("switchyard tune", () => {
  it("gives each size the CPU that its memory buys", async ({ skip }) => {
    const why = await whyNoCpuLimit();
    if (why !== undefined) skip(why);
    const before = await everything();
    const { code, reply } = await tune("--sizes", "128,1769", "--invocations", "10", "--cold-starts", "2");
    expect([code, reply]).toMatchObject([
      0,
      {
        sizes: [{ memory_mb: 128 }, { memory_mb: 1769 }],
        advice: { fastest: { memory_mb: 1769, close_to_mb: [] } },
      },
    ]);
    expect(await everything()).toEqual(before);
  });

  it("has nothing to copy behind a qualifier that is not there", async () => {
    expect(await tune("--qualifier", "blue")).toMatchObject({
      code: 3,
      reply: { error: { message: expect.stringContaining("There is no switchyard-local-router with blue") } },
    });
  });

  it("finds what an earlier run has left behind, and spares what a run may be using", async () => {
    const before = await everything();
    const { functions, name } = await openCopies();
    await functions.create(name);
    expect(await tune("--cleanup")).toEqual({ code: 0, reply: { deleted: [], kept: [name], failed: [] } });
    expect(await tune("--cleanup", "--yes")).toEqual({
      code: 0,
      reply: { deleted: [name], kept: [], failed: [] },
    });
    expect(await everything()).toEqual(before);
  });
});

describe("switchyard tune, as on AWS", () => {
  // Credentials, region and endpoint are the environment's, as everywhere on AWS; only that the endpoint is here.
  beforeAll(async () => {
    const { functions } = await openCopies();
    await functions.create("switchyard-dev-router");
    const version = await functions.publish("switchyard-dev-router", 512, "of stage dev");
    await client.send(
      new CreateAliasCommand({
        FunctionName: "switchyard-dev-router",
        Name: "live",
        FunctionVersion: version,
      }),
    );
  });

  /** A process of its own, so that it can be interrupted. `onLine` gets what it says while it works. */
  async function tuneDev(
    args: readonly string[],
    onLine: (line: string, interrupt: () => void) => void = () => undefined,
  ) {
    const { awsUrl, region } = system.cloud().endpoints;
    const main = join(import.meta.dirname, "..", "main.ts");
    const command = [main, "tune", "--stage", "dev", "--sizes", "256,512", "--json", ...args];
    const child = spawn(process.execPath, command, {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env.PATH,
        AWS_ENDPOINT_URL: awsUrl,
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: "local",
        AWS_SECRET_ACCESS_KEY: "local",
      },
    });
    let out = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      for (const line of text.split("\n")) onLine(line, () => child.kill("SIGINT"));
    });
    const [code] = (await once(child, "close")) as [number | null];
    return { code, reply: JSON.parse(out) as Record<string, unknown> };
  }

  it("spends nothing where nobody has agreed", async () => {
    const before = await everything();
    expect(await tuneDev([])).toMatchObject({
      code: 2,
      reply: { error: { message: expect.stringContaining("Give --yes to agree.") } },
    });
    expect(await everything()).toEqual(before);
  });

  it("measures, advises and cleans up", async () => {
    const before = await everything();
    const { code, reply } = await tuneDev(["--yes", "--invocations", "10", "--cold-starts", "2"]);
    expect([code, reply]).toMatchObject([
      0,
      {
        stage: "dev",
        function: "switchyard-dev-router",
        version: "1",
        present_memory_mb: 512,
        prices: { source: "stage" },
        sizes: [
          { memory_mb: 256, warm_calls: 10, cold: { starts: 2 } },
          { memory_mb: 512, warm_calls: 10, cold: { starts: 2 } },
        ],
        advice: { cheapest: { memory_mb: expect.any(Number) } },
        refused: [],
      },
    ]);
    expect(await everything()).toEqual(before);
  });

  it("deletes its copy on Ctrl-C", async () => {
    const before = await everything();
    const { code, reply } = await tuneDev(["--yes", "--invocations", "10000"], (line, interrupt) => {
      if (line.startsWith("Round 1")) interrupt();
    });
    expect([code, reply]).toMatchObject([
      1,
      {
        error: {
          message: expect.stringMatching(/^Interrupted[.] switchyard-dev-router-tune-[0-9a-f]{8} is deleted/),
        },
      },
    ]);
    expect(await everything()).toEqual(before);
  });
});

import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import {
  askRouter,
  experimentPlan,
  type KpiRow,
  localController,
  logEvents,
  logsClient,
  openStage,
  prepareDeployment,
  type RehearsalStage,
  type ReleaseController,
  type RouterAddress,
  readReport,
} from "@switchyard/cli/rehearse";
import { buildNaiveRouter } from "../../naive-router/build/build-naive-router.ts";
import type { LogLine } from "./observations.ts";

/** Versions by number: the naive router is deployed first. */
export const BASELINE = "1";
export const CANDIDATE = "2";

/** Of the cloud's clock: the controller's minutes pass in six seconds. Measured durations do not scale. */
const SPEED = 10;
/** Bedrock's stand-in answers after this long; a small model on AWS takes several hundred milliseconds. */
export const MODEL_LATENCY_MS = 300;
/** Cold starts and warm requests altogether; chance deals them out to the arms. */
export const COLD_REQUESTS = 80;
export const WARM_REQUESTS = 800;
/** Warm requests under way at once. */
const CALLERS = 2;

export interface AbRun {
  readonly lines: readonly LogLine[];
  /** What `switchyard report experiment` says of the same requests, by the metrics. */
  readonly report: readonly KpiRow[];
  /** Why the CPU was not limited to what 512 MB get, where it was not. */
  readonly cpuUnlimited: string | undefined;
}

/**
 * Deploys the naive router and the shipped one as versions of one function, by the programs that deploy to AWS, compares
 * them 50/50 by an experiment of the release controller, and returns the function's log.
 */
export async function runAb(
  questions: readonly string[],
  onProgress: (text: string) => void,
): Promise<AbRun> {
  await prepareDeployment();
  const stage = await openStage(SPEED, new AbortController().signal, onProgress);
  const controller = localController(stage.cloud);
  try {
    await stage.cloud.configureBedrock({ latencyMs: MODEL_LATENCY_MS });
    const shipped = await putNaive(stage);
    onProgress("Version 1: the naive router");
    await stage.deploy({});
    await shipped.putBack();
    onProgress("Version 2: the shipped router");
    const router = await stage.deploy({});
    if (router.publishedVersion !== CANDIDATE) {
      throw new Error(`expected version ${CANDIDATE}, found ${router.publishedVersion}`);
    }
    await startExperiment(controller);
    const { functionName } = router;
    const limit = await stage.cloud.configureCpu({ functionName, cpu: "by-memory" });
    const cpuUnlimited = limit.kind === "unavailable" ? limit.reason : undefined;
    const sinceMs = stage.nowMs();
    await askCold(
      stage,
      { ...router, cpu: cpuUnlimited === undefined ? "by-memory" : "unlimited" },
      questions.slice(0, COLD_REQUESTS),
      onProgress,
    );
    await askWarm(router, questions.slice(COLD_REQUESTS), onProgress);
    const lines: LogLine[] = [];
    const client = logsClient(stage.cloud.endpoints);
    for await (const { message = "", logStreamName = "" } of logEvents(client, {
      logGroup: router.logGroup,
      startTime: sinceMs,
    })) {
      lines.push({ stream: logStreamName, message: message.trimEnd() });
    }
    client.destroy();
    const { rows } = await readReport(
      { stage: "local", cloud: stage.cloud, controller },
      "experiment",
      "latest",
    );
    return { lines, report: rows, cpuUnlimited };
  } finally {
    controller.close();
    await stage.close(false);
  }
}

/** Puts the naive router in the place of the shipped one, in the copy that is deployed from. */
async function putNaive({ tree }: RehearsalStage): Promise<{ readonly putBack: () => Promise<void> }> {
  const context = join(tree, "packages/lambda-handler");
  const aside = join(tree, "shipped");
  for (const name of ["dist", "Dockerfile"])
    await cp(join(context, name), join(aside, name), { recursive: true });
  const dist = join(context, "dist");
  await buildNaiveRouter({ appDir: join(aside, "dist/app"), outDir: dist });
  const dockerfile = await readFile(join(dist, "Dockerfile"), "utf8");
  await writeFile(
    join(context, "Dockerfile"),
    `${dockerfile.replace("COPY . ", "COPY dist/ ")}ARG RELEASE=""\nENV NAIVE_FAST_PATH=off\n`,
  );
  return {
    putBack: async () => {
      await rm(dist, { recursive: true });
      for (const name of ["dist", "Dockerfile"])
        await cp(join(aside, name), join(context, name), { recursive: true });
    },
  };
}

/** As `switchyard experiment start` does, and waits until the alias deals out half of the requests. */
async function startExperiment(controller: ReleaseController): Promise<void> {
  const started = await controller.ask({
    verb: "start",
    by: "bench",
    why: "the brief's A/B",
    experiment: experimentPlan(50, 1),
  });
  if (started.kind !== "accepted")
    throw new Error(`the experiment did not start: ${JSON.stringify(started)}`);
  let said = "";
  for (let asked = 0; asked < 240; asked++) {
    const status = await controller.ask({ verb: "status" });
    said = status.kind === "status" ? status.explanation : JSON.stringify(status);
    const weight = status.kind === "status" ? status.alias.routing.additional?.weight : undefined;
    if (weight === 50) return;
    await pause(500);
  }
  throw new Error(`the alias was not at 50/50 within two minutes; the controller says: ${said}`);
}

interface ColdTarget extends RouterAddress {
  readonly functionName: string;
  readonly cpu: "by-memory" | "unlimited";
}

/** One request at a time, each in an environment of its own: setting the CPU ends those that wait. */
async function askCold(
  { cloud }: RehearsalStage,
  { functionName, cpu, ...address }: ColdTarget,
  questions: readonly string[],
  onProgress: (text: string) => void,
): Promise<void> {
  for (const [nth, question] of questions.entries()) {
    if (nth % 20 === 0) onProgress(`Cold start ${nth} of ${questions.length}`);
    await cloud.configureCpu({ functionName, cpu });
    await ask(address, question);
  }
}

async function askWarm(
  address: RouterAddress,
  questions: readonly string[],
  onProgress: (text: string) => void,
): Promise<void> {
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < questions.length) {
      const nth = next++;
      if (nth % 200 === 0) onProgress(`Request ${nth} of ${questions.length}`);
      await ask(address, questions[nth] ?? "");
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
}

/** A failure is in the log, and counted there. */
async function ask(address: RouterAddress, query: string): Promise<void> {
  await askRouter(address, { query });
}

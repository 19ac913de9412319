import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CloudControl, type ControlServer, openCloud, serveControl } from "@switchyard/local-cloud";
import { createDice, SHIPPED_PLANS } from "@switchyard/rollout";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { logsClient } from "../local/aws-clients.ts";
import { logEvents } from "../local/log-events.ts";
import { deployedRouter } from "../local/stack.ts";
import { FOUNDATION, REPOSITORY } from "../projects.ts";
import { startTraffic, type Traffic } from "../rehearse/traffic.ts";
import { askRouter } from "../router-client.ts";

// One image from dev to prod by the scripts of the workflows, on a local cloud. Tests build on one another.

const SPEED = 60;
const REQUESTS_PER_MINUTE = 40;

/** As careful as it gets within a few minutes of the cloud's clock. */
const PLAN = {
  ...SHIPPED_PLANS.quick,
  name: "brief",
  steps: [{ weight: 50, minimumMinutes: 1, minimumRequests: 10, evidence: "not-harmful", approval: false }],
  bake: { minutes: 1, minimumRequests: 10 },
};

let dir: string;
let cloud: CloudControl;
let control: ControlServer;
let plan: string;
let traffic: Traffic | undefined;
/** By name, in the order in which they were built. */
const digests: Record<string, string> = {};

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "promotion-"));
  plan = join(dir, "brief.json");
  writeFileSync(plan, JSON.stringify(PLAN));
  cloud = await openCloud({ dir, awsPort: 0, apiPort: 0, speed: SPEED });
  control = await serveControl(cloud, dir);
  const result = await cloud.deploy({
    projectDir: FOUNDATION.dir,
    stack: "local",
    onEvent: () => undefined,
  });
  if (result.kind === "failed") throw new Error(result.problems.join("\n"));
  await build("one");
  await begin("dev");
  await begin("staging");
});

/** A stage begins with an image that came with it and was compared with nothing. */
async function begin(STAGE: string): Promise<void> {
  const { code, output } = await script("deploy-stage", { STAGE, DIGEST: digests["one"] ?? "" });
  if (code !== 0) throw new Error(output);
}
afterEach(async () => {
  await traffic?.stop();
  traffic = undefined;
});
afterAll(async () => {
  await control?.close();
  await cloud?.close();
  rmSync(dir, { recursive: true, force: true });
});

interface Outcome {
  readonly code: number;
  readonly output: string;
  /** What the job's summary has on GitHub. */
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Runs a script of the workflows as a job does. */
function script(name: string, env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  const [summary, outputs] = [join(dir, "summary.md"), join(dir, "outputs")];
  writeFileSync(summary, "");
  writeFileSync(outputs, "");
  return new Promise((resolve) => {
    execFile(
      "bash",
      [join(REPOSITORY, ".github", "scripts", `${name}.sh`)],
      {
        cwd: REPOSITORY,
        env: {
          PATH: process.env["PATH"],
          HOME: process.env["HOME"],
          SWITCHYARD_CLOUD: "local",
          SWITCHYARD_LOCAL_DIR: dir,
          GITHUB_STEP_SUMMARY: summary,
          GITHUB_OUTPUT: outputs,
          ...env,
        },
      },
      (error, stdout, stderr) => {
        const lines = readFileSync(outputs, "utf8").trim().split("\n");
        resolve({
          code: error === null ? 0 : Number(error.code ?? 1),
          output: `${stdout}${stderr}`,
          summary: readFileSync(summary, "utf8"),
          outputs: Object.fromEntries(
            lines.map((text) => [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)]),
          ),
        });
      },
    );
  });
}

async function sendTraffic(stage: string): Promise<void> {
  const address = await deployedRouter(cloud, stage);
  traffic = startTraffic({
    address,
    requestsPerMinute: REQUESTS_PER_MINUTE,
    speed: SPEED,
    dice: createDice(1),
  });
}

async function build(label: string): Promise<string> {
  const { outputs, output } = await script("build-image", { RELEASE: label });
  const digest = outputs["digest"];
  if (digest === undefined) throw new Error(output);
  digests[label] = digest;
  return digest;
}

const promote = (TO: string, more: Readonly<Record<string, string>> = {}) =>
  script("promote-stage", { TO, PLAN: plan, BY: "ann", WHY: "a better model", ...more });

describe("an image that nobody has compared with anything", () => {
  it("is not promoted", async () => {
    const { code, summary } = await promote("staging", { DRY_RUN: "true" });
    expect(code).toBe(1);
    expect(summary).toContain(
      "expected a completed release, found none: its version came with the stage and was compared with nothing",
    );
  });
});

describe("one image", () => {
  it("is built once, and comes into service in dev by a release", async () => {
    const digest = await build("two");
    await sendTraffic("dev");
    const { code, output } = await script("deploy-stage", {
      STAGE: "dev",
      DIGEST: digest,
      PLAN: plan,
      BY: "ann",
      WHY: "merged",
    });
    expect(output).toContain(`${digest} is in service in dev.`);
    expect(code).toBe(0);
  });

  it("waits at the gate until it has been in service for long enough", async () => {
    const { code, summary } = await promote("staging", { DRY_RUN: "true" });
    expect([code, summary]).toEqual([
      1,
      expect.stringMatching(/dev: expected the image to be in service for 30 minutes, found \d+ minutes/),
    ]);
  });

  it("goes on to staging by another release there, once a dry run has shown what would come of it", async () => {
    await expect
      .poll(async () => (await promote("staging", { DRY_RUN: "true" })).code, {
        timeout: 60_000,
        interval: 4000,
      })
      .toBe(0);
    const dryRun = await promote("staging", { DRY_RUN: "true" });
    expect(dryRun.summary).toContain("## dev → staging: would promote");
    expect(dryRun.summary).toContain(digests["two"]);
    expect(dryRun.summary).toContain("router-fn");
    await sendTraffic("staging");
    const { code, summary } = await promote("staging");
    expect([code, summary]).toEqual([0, expect.stringContaining("## dev → staging: in service")]);
    expect(summary).toMatch(/^# Rollout 2@\d+, stage staging$/m);
    expect(summary).toMatch(/^\| Error rate \| 0 % \(/m);
  });

  it("is there when it is promoted again, and nothing happens", async () => {
    const { code, summary } = await promote("staging");
    expect([code, summary]).toEqual([0, expect.stringContaining("## dev → staging: in service")]);
  });

  it("comes to prod the same way, and answers there", async () => {
    await begin("prod");
    const early = await promote("prod", { DRY_RUN: "true" });
    expect([early.code, early.summary]).toEqual([
      1,
      expect.stringMatching(/staging: expected the image to be in service for 120 minutes, found \d+/),
    ]);
    await sendTraffic("prod");
    const { code, output } = await promote("prod", { WITHOUT_WAITING: "true" });
    expect(output).toContain(`${digests["two"]} is in service in prod.`);
    expect(code).toBe(0);
    const address = await deployedRouter(cloud, "prod");
    const { status, body } = await askRouter(address, { query: "What are my AWS costs?" });
    expect([status, body.agent, body.version]).toEqual([200, "cost", "2"]);
  });

  it("can be followed from the answer to the agent's log by the request's id", async () => {
    const address = await deployedRouter(cloud, "prod");
    const { body } = await askRouter(address, { query: "What are my AWS costs?" });
    const client = logsClient(cloud.endpoints);
    const found = async (logGroup: string): Promise<readonly string[]> => {
      const messages: string[] = [];
      const filter = `"${String(body.request_id)}"`;
      for await (const { message = "" } of logEvents(client, { logGroup, startTime: 0, filter })) {
        messages.push(message);
      }
      return messages;
    };
    await expect.poll(() => found(address.logGroup)).not.toEqual([]);
    await expect
      .poll(() => found("/aws/lambda/switchyard-prod-demo-agents"))
      .toEqual([expect.stringContaining('"agent":"cost"')]);
  });
});

describe("an image that was rolled back", () => {
  it("does not come into service in dev", async () => {
    const digest = await build("three");
    const { functionName } = await deployedRouter(cloud, "dev");
    await cloud.configureFaults({ versions: { [`${functionName}:3`]: { crashInInit: true } } });
    await sendTraffic("dev");
    const { code, summary } = await script("deploy-stage", {
      STAGE: "dev",
      DIGEST: digest,
      PLAN: plan,
      BY: "ann",
      WHY: "merged",
    });
    expect(code).toBe(1);
    expect(summary).toMatch(/^Version 3 against version 2, .*: rolled back\./m);
  });

  it("is not promoted, nor released again in dev", async () => {
    const promoted = await promote("staging", { DIGEST: digests["three"] ?? "" });
    expect([promoted.code, promoted.summary]).toEqual([1, expect.stringContaining("rolled back")]);
    const again = await script("deploy-stage", {
      STAGE: "dev",
      DIGEST: digests["three"] ?? "",
      PLAN: plan,
      BY: "ann",
      WHY: "again",
    });
    expect([again.code, again.output]).toEqual([1, expect.stringContaining("was rolled back")]);
  });
});

describe("the button", () => {
  it("says that there is nothing to roll back to where nothing is being released", async () => {
    const { code, output } = await script("rollback", { STAGE: "prod", BY: "ann", WHY: "answers are wrong" });
    expect(code).toBe(1);
    expect(output).toContain("completed leaves nothing to abort");
  });
});

describe("the search for drift", () => {
  it("finds nothing where nobody did anything by hand", async () => {
    const { code, summary } = await script("drift", { STAGE: "staging" });
    expect([code, summary]).toEqual([0, expect.stringContaining("### staging: no drift")]);
  });
});

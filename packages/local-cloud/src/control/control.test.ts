import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../bedrock/settings.ts";
import type { CloudControl } from "../cloud.ts";
import type { DeployEvent, DeployResult } from "../engine/deploy.ts";
import { type CloudFaults, changedFaults, NO_FAULTS } from "../faults/settings.ts";
import { connectToCloud, type RemoteCloud } from "./client.ts";
import { readRunRecord } from "./protocol.ts";
import { type ControlServer, serveControl } from "./server.ts";

const OUTPUTS = { apiUrl: { value: "http://127.0.0.1:1/x", secret: false, known: true } };
const RESULT: DeployResult = {
  kind: "succeeded",
  outputs: OUTPUTS,
  project: "shop",
  stack: "local",
  dryRun: false,
  counts: { create: 1, update: 0, replace: 0, delete: 0, read: 0, same: 0 },
  durationMs: 5,
};
const EVENT: DeployEvent = { kind: "log", severity: "info", source: "program", message: "hello\nthere" };

const NOTICE = {
  topicArn: "arn:aws:sns:us-east-1:000000000000:releases",
  subject: "Release 7",
  message: "is at 5 %",
  atMs: 1_000,
};

/** A cloud that remembers what it was asked; a deployment of `hanging` lasts until it is aborted. */
function fakeCloud() {
  const asked: unknown[] = [];
  let settings = DEFAULT_SETTINGS;
  let faults: CloudFaults = NO_FAULTS;
  const run: CloudControl["deploy"] = async ({ onEvent, signal, ...command }) => {
    asked.push(command);
    if (command.stack === "broken") throw new Error("The stack is broken.");
    onEvent(EVENT);
    if (command.stack === "hanging") {
      await new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));
      asked.push("aborted");
    }
    return RESULT;
  };
  const cloud: CloudControl = {
    endpoints: { awsUrl: "http://127.0.0.1:2", apiUrl: "http://127.0.0.1:3", region: "us-east-1" },
    clock: { machineOriginMs: 1_000, cloudOriginMs: 5_000, speed: 60 },
    deploy: run,
    destroy: run,
    outputs: async (project, stack) => (project === "shop" && stack === "local" ? OUTPUTS : undefined),
    bedrock: async () => settings,
    configureBedrock: async (change) => {
      settings = { ...settings, ...change };
      return settings;
    },
    faults: async () => faults,
    configureFaults: async (change) => {
      faults = changedFaults(faults, change);
      return faults;
    },
    configureCpu: async (change) => {
      asked.push(change);
      return change.functionName === "f"
        ? { kind: "set", ...change }
        : { kind: "unavailable", reason: "There are no control groups." };
    },
    notices: async () => [NOTICE],
    close: async () => undefined,
  };
  return { cloud, asked };
}

let dir: string;
let asked: readonly unknown[];
let server: ControlServer;
let remote: RemoteCloud;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "control-"));
  const fake = fakeCloud();
  asked = fake.asked;
  server = await serveControl(fake.cloud, dir);
  const connected = await connectToCloud(dir);
  if (connected === undefined) throw new Error("the control port does not answer");
  remote = connected;
});
afterEach(async () => {
  await server.close();
  rmSync(dir, { recursive: true });
});

function record() {
  const found = readRunRecord(dir);
  if (found === undefined) throw new Error("there is no run record");
  return found;
}

describe("a remote cloud", () => {
  it("knows the endpoints, the clock and the process of the cloud", () => {
    expect(remote.clock).toEqual({ machineOriginMs: 1_000, cloudOriginMs: 5_000, speed: 60 });
    expect(remote.endpoints).toEqual({
      awsUrl: "http://127.0.0.1:2",
      apiUrl: "http://127.0.0.1:3",
      region: "us-east-1",
    });
    expect(remote.pid).toBe(process.pid);
  });

  it("deploys and passes events on as they come", async () => {
    const events: DeployEvent[] = [];
    const config = { "switchyard:plan": "quick" };
    const command = { projectDir: "/shop", stack: "local", dryRun: true, config };
    expect(await remote.deploy({ ...command, onEvent: (event) => events.push(event) })).toEqual(RESULT);
    expect(events).toEqual([EVENT]);
    expect(asked).toEqual([command]);
  });

  it("fails with the cloud's own words", async () => {
    const command = { projectDir: "/shop", stack: "broken", onEvent: () => undefined };
    await expect(remote.destroy(command)).rejects.toThrow("The stack is broken.");
  });

  it("aborts the deployment of a client that went away", async () => {
    const abort = new AbortController();
    const running = remote.deploy({
      projectDir: "/shop",
      stack: "hanging",
      signal: abort.signal,
      onEvent: () => abort.abort(),
    });
    await expect(running).rejects.toThrow("aborted");
    await expect.poll(() => asked).toContain("aborted");
  });

  it("reads outputs, and has none of a stack that is not deployed", async () => {
    expect(await remote.outputs("shop", "local")).toEqual({
      apiUrl: { value: "http://127.0.0.1:1/x", secret: false, known: true },
    });
    expect(await remote.outputs("shop", "dev")).toBeUndefined();
  });

  it("changes the settings of the Bedrock stand-in", async () => {
    expect(await remote.configureBedrock({ latencyMs: 250 })).toMatchObject({
      latencyMs: 250,
      fault: "none",
    });
    expect(await remote.bedrock()).toMatchObject({ latencyMs: 250 });
  });

  it("changes faults, and is told what is wrong with a change", async () => {
    expect(await remote.configureFaults({ versions: { "router:7": { throttle: 0.5 } } })).toEqual({
      versions: { "router:7": { throttle: 0.5 } },
      shared: {},
    });
    await remote.configureFaults({ shared: { metricsLost: 1 }, versions: null });
    expect(await remote.faults()).toEqual({ versions: {}, shared: { metricsLost: 1 } });
    await expect(remote.configureFaults({ shared: { metricsLost: 2 } })).rejects.toThrow(
      "Invalid faults. shared.metricsLost: Too big: expected number to be <=1.",
    );
  });

  it("sets the CPU of a function, and is told where that cannot be", async () => {
    const change = { functionName: "f", cpu: "by-memory" } as const;
    expect(await remote.configureCpu(change)).toEqual({
      kind: "set",
      functionName: "f",
      cpu: "by-memory",
    });
    expect(asked).toEqual([change]);
    expect(await remote.configureCpu({ ...change, functionName: "g" })).toEqual({
      kind: "unavailable",
      reason: "There are no control groups.",
    });
  });

  it("reads what was published to topics", async () => {
    expect(await remote.notices()).toEqual([NOTICE]);
  });

  it("can stop the cloud", async () => {
    await remote.stop();
    await expect(server.stopRequested).resolves.toBeUndefined();
  });
});

describe("the control port", () => {
  it.each([
    ["no token", undefined],
    ["a wrong token", `Bearer ${"0".repeat(64)}`],
  ])("refuses a request with %s", async (_, authorization) => {
    const headers = authorization === undefined ? {} : { authorization };
    const response = await fetch(`${record().controlUrl}/outputs?project=shop&stack=local`, { headers });
    expect([response.status, await response.json()]).toEqual([
      403,
      { message: "The control token is missing or wrong." },
    ]);
  });

  it("refuses a command with unknown keys", async () => {
    const response = await fetch(`${record().controlUrl}/deploy`, {
      method: "POST",
      headers: { authorization: `Bearer ${record().token}` },
      body: JSON.stringify({ projectDir: "/shop", stack: "local", dryRun: false, force: true }),
    });
    expect(response.status).toBe(400);
    expect(asked).toEqual([]);
  });

  it("keeps its token in a file of the owner", () => {
    expect(statSync(join(dir, "running.json")).mode & 0o777).toBe(0o600);
  });
});

describe("connectToCloud", () => {
  it("finds nothing where no cloud answers", async () => {
    await server.close();
    expect(await connectToCloud(dir)).toBeUndefined();
    writeFileSync(join(dir, "running.json"), "half a rec");
    expect(await connectToCloud(dir)).toBeUndefined();
    const gone = {
      ...remote.endpoints,
      clock: remote.clock,
      pid: 1,
      controlUrl: "http://127.0.0.1:9",
      token: "0".repeat(64),
    };
    writeFileSync(join(dir, "running.json"), JSON.stringify(gone));
    expect(await connectToCloud(dir)).toBeUndefined();
  });
});

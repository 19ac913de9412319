import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Topics } from "@switchyard/console";
import { type ControlServer, serveControl } from "@switchyard/local-cloud";
import { SHIPPED_PLANS } from "@switchyard/rollout";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSystem, type System } from "../e2e/system.ts";
import { LOCAL_STACK } from "../local/stack.ts";
import { runCommandLine } from "../program.ts";
import { localController } from "../release/target.ts";
import { openStageConsole } from "./open-stage-console.ts";

// A newcomer's way: send traffic, release a version, break it, watch it go. Over the console's own API; that the page
// shows what it is told is tested with the page. Tests build on one another, top to bottom.

const SPEED = 60;
/** One step that lasts long enough to look at it. */
const PLAN = {
  ...SHIPPED_PLANS.quick,
  name: "watched",
  steps: [{ weight: 50, minimumMinutes: 60, minimumRequests: 10, evidence: "not-harmful", approval: false }],
};

let system: System;
let control: ControlServer;
let page: Awaited<ReturnType<typeof openStageConsole>>;
let told: Told;

beforeAll(async () => {
  system = await openSystem({ speed: SPEED });
  await system.deploy();
  control = await serveControl(system.cloud(), system.dir);
  page = await openStageConsole({
    stage: LOCAL_STACK,
    controller: localController(system.cloud()),
    cloud: system.cloud(),
    by: "ann",
    canAct: true,
    port: 0,
  });
  told = follow();
});
afterAll(async () => {
  await page?.close();
  await control?.close();
  await system?.close();
});

interface Told {
  readonly latest: () => Partial<Topics>;
  readonly events: () => Topics["events"];
  readonly evidence: () => Topics["evidence"];
}

function address(url = page.url) {
  const [origin = "", token = ""] = url.split("/#");
  return { origin, headers: { "x-switchyard-token": token } };
}

/** Reads the stream as the page does. */
function follow(): Told {
  let latest: Partial<Topics> = {};
  const events: Topics["events"][number][] = [];
  const evidence: Topics["evidence"][number][] = [];
  const take = (topics: Partial<Topics>): void => {
    latest = { ...latest, ...topics };
    events.push(...(topics.events ?? []));
    evidence.push(...(topics.evidence ?? []));
  };
  void (async () => {
    const { origin, headers } = address();
    const { body } = await fetch(`${origin}/api/events`, { headers });
    let rest = "";
    for await (const chunk of (body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + chunk).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const [, topic = "", data] = /^event: (\w+)\ndata: (.*)$/m.exec(block) ?? [];
        if (data === undefined) continue;
        const value = JSON.parse(data) as Partial<Topics>;
        take(topic === "snapshot" ? value : { [topic]: value });
      }
    }
  })().catch(() => undefined);
  return { latest: () => latest, events: () => events, evidence: () => evidence };
}

async function post(path: string, body: unknown, url = page.url) {
  const { origin, headers } = address(url);
  const response = await fetch(`${origin}/api/${path}`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, ...((await response.json()) as { text?: string; error?: string }) };
}

async function release(...args: readonly string[]): Promise<number> {
  return await runCommandLine(["release", ...args, "--json"], {
    terminal: { out: () => undefined, err: () => undefined, style: (_, text) => text },
    env: { SWITCHYARD_LOCAL_DIR: system.dir },
    onInterrupt: () => undefined,
  });
}

describe("the console over a local cloud", () => {
  it("sends traffic, and shows what comes of it", async () => {
    expect(await post("traffic", { requestsPerMinute: 60 })).toEqual({
      status: 200,
      text: "60 requests a minute.",
    });
    const figure = (id: string) => told.latest().metrics?.figures.find((each) => each.id === id);
    await expect.poll(() => figure("errorShare")?.stable).toBe(0);
    await expect.poll(() => figure("fastShare")?.stable).toBeGreaterThan(0.3);
    await expect
      .poll(() => told.latest().metrics?.histogram.stable.reduce((sum, count) => sum + count, 0))
      .toBeGreaterThan(20);
    await expect
      .poll(() => told.latest().metrics?.minutes.some(({ stable }) => (stable.p95Ms ?? 0) > 0))
      .toBe(true);
    expect(told.latest().alarms?.length).toBeGreaterThan(3);
    expect(told.latest().local?.requestsPerMinute).toBe(60);
    expect(told.latest().problems).toEqual([]);
  });

  it("follows a release, and what it orders stands in the audit trail with who and why", async () => {
    system.append("packages/lambda-handler/dist/app/index.cjs", "\n// another build\n");
    await system.deploy();
    await expect.poll(() => told.latest().status?.pending).toContain("Version 2 waits");
    const plan = join(system.tree, "watched.json");
    writeFileSync(plan, JSON.stringify(PLAN));
    expect(await release("start", "--plan", plan, "--why", "a newcomer's first")).toBe(0);
    await expect.poll(() => told.latest().status?.state).toBe("stepping");
    expect(told.latest().status?.split.additional?.version).toBe("2");
    expect(told.latest().status?.orders).toEqual(["pause", "promote", "abort"]);
    expect(await post("order", { verb: "pause", why: "to have a look" })).toMatchObject({ status: 200 });
    await expect.poll(() => told.latest().status?.orders).toEqual(["resume", "promote", "abort"]);
    expect(await post("order", { verb: "approve", why: "makes no sense" })).toMatchObject({ status: 409 });
    expect(await post("order", { verb: "resume", why: "seen enough" })).toMatchObject({ status: 200 });
    await expect
      .poll(() =>
        told
          .events()
          .filter(({ by }) => by.includes("ann"))
          .map(({ to, why }) => [to, why]),
      )
      .toEqual([
        ["paused", expect.stringContaining("to have a look")],
        ["stepping", expect.stringContaining("seen enough")],
      ]);
    await expect.poll(() => told.evidence().length).toBeGreaterThan(1);
    expect(told.evidence()[0]?.guardrails).toHaveProperty("errors");
    await expect.poll(() => told.latest().metrics?.candidate).toBe("2");
  });

  it("breaks the version, and watches it go back", async () => {
    expect(await post("fault", { version: "2", kind: "errors" })).toMatchObject({ status: 200 });
    await expect.poll(() => told.latest().local?.faults).toEqual(["Version 2: half of its calls fail"]);
    await expect.poll(() => told.latest().status?.state, { timeout: 60_000 }).toBe("rolled_back");
    await expect.poll(() => told.latest().status?.split).toEqual({ primary: "1" });
    await expect.poll(() => told.events().at(-1)?.to).toBe("rolled_back");
    // Each event once, in order.
    expect(told.events().map(({ number }) => number)).toEqual(told.events().map((_, at) => at + 1));
  });

  it("is a command that prints its address, and reads only where it is told to", async () => {
    const out: string[] = [];
    let interrupt: (() => void) | undefined;
    const ended = runCommandLine(["console", "--read-only", "--json"], {
      terminal: { out: (text) => void out.push(text), err: () => undefined, style: (_, text) => text },
      env: { SWITCHYARD_LOCAL_DIR: system.dir },
      onInterrupt: (act) => {
        interrupt = act;
      },
    });
    await expect.poll(() => interrupt).toBeDefined();
    const { url, stage } = JSON.parse(out.join("")) as { readonly url: string; readonly stage: string };
    expect([stage, url]).toEqual([
      "local",
      expect.stringMatching(/^http:\/\/127[.]0[.]0[.]1:\d+\/#[\w-]{32}$/),
    ]);
    expect(await post("order", { verb: "abort", why: "not allowed" }, url)).toEqual({
      status: 403,
      error: "this console was started to read only",
    });
    interrupt?.();
    expect(await ended).toBe(0);
  });
});

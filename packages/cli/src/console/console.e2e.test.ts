import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Browser,
  isBrowserThere,
  openBrowser,
  type Page,
  takePicture,
} from "@switchyard/console/testing";
import { type ControlServer, serveControl } from "@switchyard/local-cloud";
import { SHIPPED_PLANS } from "@switchyard/rollout";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSystem, type System } from "../e2e/system.ts";
import { LOCAL_STACK } from "../local/stack.ts";
import { runCommandLine } from "../program.ts";
import { openInstruments } from "../rehearse/instruments.ts";
import { localController } from "../release/target.ts";
import { openStageConsole } from "./open-stage-console.ts";
import { followConsole, postTo, type Told } from "./testdata/console-client.ts";
import { openWatchingTab, type WatchingTab } from "./testdata/watching-tab.ts";

// A newcomer's way: send traffic, release a version, break it, watch it go. First over the console's own API, then in the
// browser, which sees a good version, an outage and a bad version. Tests build on one another, top to bottom.

const SPEED = 60;
/** One step that lasts long enough to look at it. */
const PLAN = {
  ...SHIPPED_PLANS.quick,
  name: "watched",
  steps: [{ weight: 50, minimumMinutes: 60, minimumRequests: 10, evidence: "not-harmful", approval: false }],
};
/** Steps that moderate traffic fills within seconds of real time. Its budget makes it wait until there is traffic. */
const BRIEF_PLAN = {
  ...SHIPPED_PLANS.quick,
  name: "brief",
  steps: [
    { weight: 10, minimumMinutes: 3, minimumRequests: 3, evidence: "not-harmful", approval: false },
    { weight: 50, minimumMinutes: 5, minimumRequests: 30, evidence: "not-harmful", approval: false },
  ],
  bake: { minutes: 3, minimumRequests: 20 },
};

/** On a busy machine everything takes its time. */
const PATIENCE = { timeout: 90_000 } as const;
const REQUESTS_PER_MINUTE = 20;

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
    local: { cloud: system.cloud(), dir: system.dir },
    by: "ann",
    canAct: true,
    port: 0,
  });
  told = followConsole(page.url);
});
afterAll(async () => {
  await page?.close();
  await control?.close();
  await system?.close();
});

const post = (path: string, body: unknown, url = page.url) => postTo(url, path, body);

async function release(...args: readonly string[]): Promise<number> {
  return await runCommandLine(["release", ...args, "--json"], {
    terminal: { out: () => undefined, err: () => undefined, style: (_, text) => text },
    env: { SWITCHYARD_LOCAL_DIR: system.dir },
    onInterrupt: () => undefined,
  });
}

async function publish(text: string): Promise<void> {
  system.append("packages/lambda-handler/dist/app/index.cjs", `\n// ${text}\n`);
  await system.deploy();
}

async function start(plan: object, why: string): Promise<number> {
  const file = join(system.tree, "plan.json");
  writeFileSync(file, JSON.stringify(plan));
  return await release("start", "--plan", file, "--why", why);
}

describe("the console over a local cloud", { timeout: 300_000 }, () => {
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
    await publish("another build");
    await expect.poll(() => told.latest().status?.pending?.text).toContain("Version 2 waits");
    expect(await start(PLAN, "a newcomer's first")).toBe(0);
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
    // What another console did before it stands in the audit trail.
    const next = followConsole(url);
    await expect
      .poll(() => next.latest().deeds?.map(({ by, what }) => [by, what]))
      .toEqual([
        ["ann", "set the traffic to 60 requests a minute"],
        ["ann", "broke version 2: half of its calls fail"],
      ]);
    interrupt?.();
    expect(await ended).toBe(0);
  });
});

describe.skipIf(!isBrowserThere())("the page over a local cloud", { timeout: 400_000 }, () => {
  let browser: Browser;
  let tab: Page;
  let complaints: readonly string[];
  let shown: WatchingTab["shown"];

  beforeAll(async () => {
    browser = await openBrowser();
    ({ tab, complaints, shown } = await openWatchingTab(browser, page.url, PATIENCE.timeout));
    // The pictures are of the release.
    await tab.getByRole("button", { name: "Hide these steps" }).click();
  });
  afterAll(() => browser?.close());

  const seeAll = (...moments: readonly string[]) =>
    expect.poll(() => shown(...moments), PATIENCE).toEqual(moments);
  const sentence = () => tab.locator("#sentence").innerText();
  const send = async (requestsPerMinute: number): Promise<void> => {
    await tab.getByRole("slider").fill(String(requestsPerMinute));
    await tab.getByText(`${requestsPerMinute} requests a minute.`, { exact: true }).waitFor();
  };

  it("shows a good version from no traffic to all of it", async () => {
    await send(0);
    await publish("a good version");
    expect(await start(BRIEF_PLAN, "a good one")).toBe(0);
    await seeAll("validating: Version 1 answers everyone.");
    await expect.poll(sentence, PATIENCE).toContain("the traffic is not measured yet");
    await send(REQUESTS_PER_MINUTE);
    await seeAll(
      "validating: Version 1 answers everyone.",
      "stepping: Version 3 answers 10 %, version 1 the rest.",
      "stepping: Version 3 answers 50 %, version 1 the rest.",
    );
    await takePicture(tab, "real-stepping");
    await seeAll(
      "validating: Version 1 answers everyone.",
      "stepping: Version 3 answers 10 %, version 1 the rest.",
      "stepping: Version 3 answers 50 %, version 1 the rest.",
      "baking: Version 3 answers everyone.",
      "completed: Version 3 answers everyone.",
    );
    expect(await sentence()).toBe("Version 3 is in service.");
    await takePicture(tab, "real-completed");
  });

  it("shows that an outage of both versions moves nothing and blames nobody", async () => {
    await publish("as good, in bad times");
    expect(await start(BRIEF_PLAN, "as good")).toBe(0);
    await seeAll("stepping: Version 4 answers 50 %, version 3 the rest.");
    await system.cloud().configureFaults({ shared: { downstreamErrors: 0.5 } });
    await tab.getByText('All versions: {"downstreamErrors":0.5}').waitFor();
    await seeAll("incident: Version 4 answers 50 %, version 3 the rest.");
    expect(await sentence()).toBe(
      "Version 4 gets 50 % (step 2 of 2) and nothing moves: both versions exceed a limit, and nobody is blamed.",
    );
    await takePicture(tab, "real-outage");
    await system.cloud().configureFaults({ shared: { downstreamErrors: null } });
    await seeAll(
      "incident: Version 4 answers 50 %, version 3 the rest.",
      "completed: Version 4 answers everyone.",
    );
  });

  it("breaks a version, and shows how the judge takes it back and why", async () => {
    await publish("a bad version");
    const instruments = openInstruments(system.cloud().endpoints, await system.router());
    // The alarms may be faster than the judge. A deployment arms them again, so this comes after it.
    await instruments.muteAlarms();
    instruments.close();
    expect(await start(BRIEF_PLAN, "a bad one")).toBe(0);
    await seeAll("stepping: Version 5 answers 10 %, version 4 the rest.");
    await expect.poll(() => tab.getByLabel("Version", { exact: true }).inputValue()).toBe("5");
    await tab.getByLabel("because").fill("to see it go");
    await tab.getByRole("button", { name: "Make it so" }).click();
    await tab.getByText("Version 5: half of its calls fail", { exact: true }).waitFor();
    await seeAll(
      "stepping: Version 5 answers 10 %, version 4 the rest.",
      "rolled back: Version 4 answers everyone.",
    );
    expect(await sentence()).toMatch(
      /^Version 5 is rolled back and version 4 serves everyone: .*\b\d+ of \d+ canary requests failed against \d+ of \d+ stable ones/,
    );
    await takePicture(tab, "real-rolled-back");
  });

  it("has ticked off the first steps that it saw, and asks the router", async () => {
    await tab.getByRole("button", { name: "Show the first steps" }).click();
    await tab.getByText("4 of 5 are done.").waitFor();
    await tab.getByRole("button", { name: "Ask", exact: true }).click();
    await tab.getByText(/cost by fast\/rules, .*version 4/).waitFor();
    await expect.poll(() => tab.locator("#first-run-progress").innerText()).toMatch(/^All five are done[.]/);
  });

  it("has every event once, whether it looked on or came later, and complained of nothing", async () => {
    const lines = () => tab.locator("#events li").allInnerTexts();
    const numbers = async () =>
      (await lines()).flatMap((text) => / (\d+)\. /.exec(text)?.[1] ?? []).map(Number);
    const all = told.events().map(({ number }) => number);
    expect(all).toEqual(all.map((_, at) => at + 1));
    await expect.poll(numbers).toEqual(all.toReversed());
    await tab.reload();
    await expect.poll(numbers).toEqual(all.toReversed());
    const deeds = (await lines()).flatMap(
      (text) => /^[\d-]+ [\d:]+ ([a-z].*, by ann.*)$/.exec(text)?.[1] ?? [],
    );
    expect(deeds).toEqual([
      "broke version 5: half of its calls fail, by ann: to see it go",
      "set the traffic to 20 requests a minute, by ann",
      "stopped the traffic, by ann",
      "broke version 2: half of its calls fail, by ann",
      "set the traffic to 60 requests a minute, by ann",
    ]);
    expect(complaints).toEqual([]);
  });
});

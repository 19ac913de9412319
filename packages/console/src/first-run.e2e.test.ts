import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Console, openConsole } from "./server.ts";
import { type FakeStage, fakeStage, openOver, pause, STATUS } from "./testdata/stage-in-memory.ts";
import { AXE, complaintsOf, isBrowserThere, openBrowser, takePicture, VIOLATIONS } from "./testing.ts";

// The steps of a first run in Debian's Chromium, over a stage in memory.

describe.skipIf(!isBrowserThere())("the first steps", () => {
  let browser: Browser;
  let stage: FakeStage;
  let server: Console;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    stage = fakeStage();
    stage.set({ state: "idle", split: { primary: "7" }, release: undefined, verdicts: [], orders: [] });
    stage.beQuiet();
    server = await openOver(stage);
    await look({});
  });
  afterEach(async () => {
    await context.close();
    await server.close();
    if (complaints.length > 0) throw new Error(`The page complained: ${complaints.join("; ")}`);
  });

  async function look(options: Parameters<Browser["newContext"]>[0]): Promise<void> {
    context = await browser.newContext(options);
    page = await context.newPage();
    page.setDefaultTimeout(15_000);
    complaints = complaintsOf(page);
    await page.goto(server.url);
    await page.getByText("Live", { exact: true }).waitFor();
    await progress(0);
  }

  const progress = (done: number) => page.getByText(`${done} of 5 are done.`).waitFor();
  const isFocused = async (of: Locator) => (await of.and(page.locator(":focus")).count()) === 1;
  const isOpen = (step: string) =>
    page.locator(`#step-${step}`).evaluate((each) => each.hasAttribute("open"));
  const button = (name: string) => page.getByRole("button", { name, exact: true });

  it("lead from a question to a version that is rolled back, and to one that comes into service", async () => {
    expect([await isOpen("ask"), await isOpen("traffic")]).toEqual([true, false]);
    await button("Ask").click();
    await page.getByText("An answer to: What are my AWS costs?").waitFor();
    await progress(1);

    await button("Send 40 requests a minute").click();
    await progress(2);
    expect(stage.traffic()).toBe(40);

    expect(await button("Break the newest version").getAttribute("aria-disabled")).toBe("true");
    stage.set({ pending: { version: "8", text: "Version 8 waits." } });
    await button("Break version 8").click();
    await expect.poll(() => stage.faults).toEqual([{ version: "8", kind: "errors", why: "first steps" }]);
    await progress(2);
    stage.set({ state: "stepping", release: STATUS.release });
    stage.happen(1);
    await progress(3);

    stage.set({ state: "rolled_back", release: undefined });
    stage.happen(1, "rolled_back");
    await progress(4);
    // What somebody is at stays open, and what is next opens.
    expect([await isOpen("bad"), await isOpen("back"), await isOpen("good")]).toEqual([true, false, true]);
    await takePicture(page, "first-steps");

    stage.happen(1, "completed", "the controller", "the bake is over", "9@2");
    await page.getByText("All five are done.").waitFor();
  });

  it("let a command be copied", async () => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.locator("#step-good summary").click();
    await page.locator("#good-release").getByRole("button", { name: "Copy" }).click();
    await page.getByText("Copied.").waitFor();
    expect(await page.evaluate<string>("navigator.clipboard.readText()")).toBe(
      [
        'npm run -s switchyard -- build --foundation local --release "good-$(date +%s)"',
        "npm run -s switchyard -- deploy --stage local",
        'npm run -s switchyard -- release start --plan docs/tour-plan.json --why "tour: mended"',
      ].join("\n"),
    );
  });

  it("say what the router said where it did not answer, and tick nothing off", async () => {
    await page.getByLabel("Question").fill("Are you well?");
    await page.keyboard.press("Enter");
    await page.getByText("502 agent_failed: the agent did not answer").waitFor();
    await progress(0);
    // Chromium tells of an answer that is none.
    expect(complaints.filter((text) => !text.includes("502"))).toEqual([]);
    complaints.length = 0;
  });

  it("are gone through by keyboard, and keep what was done over a reload", async () => {
    await page.getByLabel("Question").focus();
    await page.keyboard.press("Enter");
    await progress(1);
    // Opened by itself, and the focus stays where it was.
    expect(await isFocused(page.getByLabel("Question"))).toBe(true);
    await expect.poll(() => isOpen("traffic")).toBe(true);
    const send = button("Send 40 requests a minute");
    for (let at = 0; at < 5 && !(await isFocused(send)); at += 1) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await progress(2);
    await page.reload();
    await progress(2);
    expect([await isOpen("ask"), await isOpen("bad")]).toEqual([false, true]);
  });

  it("can be hidden and come back, and the focus goes along", async () => {
    await button("Hide these steps").click();
    await page.getByRole("heading", { name: "First steps" }).waitFor({ state: "hidden" });
    const again = button("Show the first steps");
    expect(await isFocused(again)).toBe(true);
    await page.reload();
    await again.waitFor();
    expect(await page.getByRole("heading", { name: "First steps" }).isVisible()).toBe(false);
    await again.click();
    expect(await isFocused(page.getByRole("heading", { name: "First steps" }))).toBe(true);
  });

  it.each(["light", "dark"] as const)("are accessible and fit a phone, %s", async (colorScheme) => {
    await context.close();
    await look({ colorScheme, viewport: { width: 360, height: 740 } });
    await button("Ask").click();
    await progress(1);
    for (const step of ["bad", "back", "good"]) await page.locator(`#step-${step} summary`).click();
    await page.evaluate(AXE);
    expect(await page.evaluate<readonly string[]>(VIOLATIONS)).toEqual([]);
    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
    await takePicture(page, `first-steps-phone-${colorScheme}`);
  });
});

describe.skipIf(!isBrowserThere())("a console that only reads, or that is one of AWS", () => {
  it.each([
    ["local", false],
    ["aws", true],
  ] as const)("has no first steps: %s, %s", async (cloud, canAct) => {
    const browser = await openBrowser();
    const { releases, stage: view, local } = fakeStage().ports;
    const server = await openConsole(
      { releases, stage: view, ...(cloud === "local" && local !== undefined ? { local } : {}) },
      { stage: cloud, cloud, canAct, port: 0, pace: { releasesMs: 30, metricsMs: 50 }, pause },
    );
    const page = await browser.newPage();
    await page.goto(server.url);
    await page.getByRole("row", { name: /Error rate/ }).waitFor();
    expect(await page.locator("#first-run").isVisible()).toBe(false);
    expect(await page.locator("#first-run-show").isVisible()).toBe(false);
    await browser.close();
    await server.close();
  });
});

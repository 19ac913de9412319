import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Console } from "./server.ts";
import { type FakeStage, fakeStage, openOver } from "./testdata/stage-in-memory.ts";
import { isBrowserThere, openBrowser } from "./testing.ts";

// What the page keeps to itself, in Debian's Chromium: it speaks with its own server alone, and that with nobody else.

describe.skipIf(!isBrowserThere())("strangers", () => {
  let browser: Browser;
  let stage: FakeStage;
  let server: Console;

  beforeAll(async () => {
    browser = await openBrowser();
    stage = fakeStage();
    server = await openOver(stage);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it("are asked nothing", async () => {
    const page = await browser.newPage();
    const asked = new Set<string>();
    page.on("request", (request) => asked.add(new URL(request.url()).origin));
    await page.goto(server.url);
    await page.getByRole("row", { name: /Error rate/ }).waitFor();
    expect([...asked]).toEqual([new URL(server.url).origin]);
    await page.close();
  });

  it("without the token are told what to do", async () => {
    const stranger = await browser.newPage();
    await stranger.goto(new URL(server.url).origin);
    await expect
      .poll(() => stranger.locator("#connection").innerText())
      .toBe("This page has no token, or an old one. Open the address that the command printed.");
    await stranger.close();
  });

  it("on another site cannot steer it", async () => {
    const stranger = await browser.newPage();
    await stranger.goto("data:text/html,<title>elsewhere</title>");
    const outcome = await stranger.evaluate(async (target) => {
      const [origin = "", token = ""] = target.split("/#");
      try {
        const response = await fetch(`${origin}/api/order`, {
          method: "POST",
          headers: { "x-switchyard-token": token, "content-type": "application/json" },
          body: '{"verb":"abort","why":"from elsewhere"}',
        });
        return String(response.status);
      } catch {
        return "blocked";
      }
    }, server.url);
    expect(outcome).toBe("blocked");
    expect(stage.orders).toEqual([]);
    await stranger.close();
  });
});

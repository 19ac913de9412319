import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { openConsole } from "../server.ts";
import { openBrowser } from "../testing.ts";
import { smallPng } from "./small-png.ts";
import { fakeStage, pause, STATUS } from "./stage-in-memory.ts";

// Pictures of the page over a stage in memory, for whoever changes how it looks: `pnpm screenshots [folder]`.

const folder = process.argv[2] ?? join(import.meta.dirname, "..", "..", "screenshots");
const browser = await openBrowser();
const stage = fakeStage();
stage.happen(12);
const page = await openConsole(stage.ports, {
  stage: "local",
  cloud: "local",
  canAct: true,
  port: 0,
  pace: { releasesMs: 50, metricsMs: 50 },
  pause,
});
try {
  await take(browser, "fake-light", { colorScheme: "light", viewport: { width: 1100, height: 800 } });
  await take(browser, "fake-dark", { colorScheme: "dark", viewport: { width: 1100, height: 800 } });
  await take(browser, "fake-phone", { colorScheme: "light", viewport: { width: 360, height: 740 } });
} finally {
  await browser.close();
  await page.close();
}

/** One more minute that the judge looked at. */
function growEvidence(minute: number): void {
  const [verdict] = STATUS.verdicts;
  const { release } = STATUS;
  if (verdict === undefined || release === undefined) throw new Error("A release is judged.");
  const numbers = { ...verdict.numbers, logHarm: minute * 0.9, logProof: minute * 0.2 };
  stage.set({ release: { ...release, judgedToMs: minute * 60_000 }, verdicts: [{ ...verdict, numbers }] });
}

async function take(from: Browser, name: string, options: Parameters<Browser["newPage"]>[0]): Promise<void> {
  const tab = await from.newPage(options);
  await tab.goto(page.url);
  await tab.getByRole("row", { name: /Error rate/ }).waitFor();
  for (const minute of [7, 8, 9, 10]) {
    growEvidence(minute);
    await tab.waitForTimeout(200);
  }
  writeFileSync(join(folder, `${name}.png`), smallPng(await tab.screenshot({ fullPage: true })));
  await tab.close();
}

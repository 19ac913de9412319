import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";

export type { Browser, Page } from "playwright-core";

const CHROMIUM = "/usr/bin/chromium";
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
/** The accessibility check, as text: the page lets nothing in from elsewhere. */
export const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// What runs in the page is text, as this file knows no browser's types.
export const VIOLATIONS = `axe.run().then(({ violations }) =>
  violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).join(" ")))`;
/** How long sixty drawings take, in milliseconds. */
export const SIXTY_FRAMES = `new Promise((resolve) => {
  const begun = performance.now();
  let frames = 0;
  const frame = () => {
    frames += 1;
    if (frames < 60) requestAnimationFrame(frame);
    else resolve(performance.now() - begun);
  };
  requestAnimationFrame(frame);
})`;

export function isBrowserThere(): boolean {
  return existsSync(CHROMIUM);
}

/** Debian's Chromium, which asks nobody for anything. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/** What a page complains of from now on, apart from what is expected; a test may empty it. */
export function complaintsOf(page: Page, isExpected: (text: string) => boolean = () => false): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !isExpected(message.text())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  return complaints;
}

/** Where browser tests leave pictures of what they saw; CI keeps them. */
const PICTURES =
  process.env["SWITCHYARD_SCREENSHOTS"] ??
  join(import.meta.dirname, "..", "..", "..", "reports", "screenshots");

export async function takePicture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}

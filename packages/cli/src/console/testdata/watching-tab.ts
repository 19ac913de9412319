import { type Browser, complaintsOf, type Page } from "@switchyard/console/testing";

/** A tab with a console's page, and what it has shown and complained of since. */
export interface WatchingTab {
  readonly tab: Page;
  readonly complaints: readonly string[];
  /** Which of these moments, each a state with the split, were shown; in the page's own order. */
  readonly shown: (...moments: readonly string[]) => Promise<readonly string[]>;
}

/** Text, as it runs in the page: each state that it shows with the split, also such as last but a moment. */
const KEEP_WHAT_IS_SHOWN = `
  globalThis.shownHere = [];
  const keep = () => {
    const textOf = (id) => document.getElementById(id)?.textContent;
    const now = textOf("state") + ": " + textOf("split-text");
    if (shownHere.at(-1) !== now) shownHere.push(now);
  };
  new MutationObserver(keep).observe(document, { subtree: true, childList: true, characterData: true });`;

export async function openWatchingTab(browser: Browser, url: string, timeout: number): Promise<WatchingTab> {
  const tab = await browser.newPage({ viewport: { width: 1100, height: 900 } });
  tab.setDefaultTimeout(timeout);
  const complaints = complaintsOf(tab);
  await tab.addInitScript({ content: KEEP_WHAT_IS_SHOWN });
  await tab.goto(url);
  await tab.getByText("Live", { exact: true }).waitFor();
  return {
    tab,
    complaints,
    shown: async (...moments) =>
      (await tab.evaluate<readonly string[]>("shownHere")).filter((each) => moments.includes(each)),
  };
}

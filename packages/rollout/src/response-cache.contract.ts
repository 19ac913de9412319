import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ResponseCache } from "./ports.ts";

export interface OpenedCache {
  readonly cache: ResponseCache;
  /** Asks for something that is kept. The same answer again is the kept one. */
  readonly ask: () => Promise<string>;
  readonly close: () => Promise<void> | void;
}

/** What every adapter of `ResponseCache` must do: the fake and API Gateway's alike. */
export function responseCacheContract(name: string, open: () => Promise<OpenedCache> | OpenedCache): void {
  describe(`${name} as a ResponseCache`, () => {
    let opened: OpenedCache;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    it("forgets what it kept, and may be emptied again", async () => {
      const kept = await opened.ask();
      expect(await opened.ask()).toBe(kept);
      await opened.cache.flush();
      expect(await opened.ask()).not.toBe(kept);
      await opened.cache.flush();
      await opened.cache.flush();
    });
  });
}

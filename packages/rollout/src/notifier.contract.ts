import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Notifier } from "./ports.ts";
import type { Notice } from "./state.ts";

export interface OpenedNotifier {
  readonly notifier: Notifier;
  /** Waits for so many notices, and gives them. */
  readonly received: (count: number) => Promise<readonly Notice[]>;
  readonly close: () => Promise<void> | void;
}

const NOTICE: Notice = {
  severity: "warning",
  text: "version 7 is rolled back: 12 of 40 failed",
  atMs: 1_750_000_000_000,
};

/** What every adapter of `Notifier` must do: the fake and SNS's alike. */
export function notifierContract(name: string, open: () => Promise<OpenedNotifier> | OpenedNotifier): void {
  describe(`${name} as a Notifier`, () => {
    let opened: OpenedNotifier;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    it("delivers what it is told", async () => {
      await opened.notifier.notify(NOTICE);
      expect(await opened.received(1)).toEqual([NOTICE]);
    });

    it("delivers any text: long, in another script, over two lines", async () => {
      const text = `„${"sehr ".repeat(60)}langsam“\nzweite Zeile: 遅い`;
      await opened.notifier.notify({ ...NOTICE, severity: "page", text });
      expect(await opened.received(1)).toEqual([{ ...NOTICE, severity: "page", text }]);
    });

    it("takes the same notice twice", async () => {
      await opened.notifier.notify(NOTICE);
      await opened.notifier.notify(NOTICE);
      expect(await opened.received(2)).toEqual([NOTICE, NOTICE]);
    });
  });
}

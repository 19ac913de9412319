import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SmokeInvoker } from "./ports.ts";

export interface OpenedSmoke {
  readonly invoker: SmokeInvoker;
  readonly version: string;
  /** The version answers everything. */
  readonly answerAll: () => Promise<void> | void;
  /** The version answers this query wrongly, and the others well. */
  readonly failOn: (query: string) => Promise<void> | void;
  readonly close: () => Promise<void> | void;
}

/** What every adapter of `SmokeInvoker` must do: the fake and Lambda's alike. */
export function smokeInvokerContract(name: string, open: () => Promise<OpenedSmoke> | OpenedSmoke): void {
  describe(`${name} as a SmokeInvoker`, () => {
    let opened: OpenedSmoke;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    it("passes a version that answers every query", async () => {
      await opened.answerAll();
      const passed = await opened.invoker.invoke(opened.version, ["first", "second"]);
      expect(passed).toEqual({ kind: "passed" });
    });

    it("names the query that is answered wrongly, and says what is wrong", async () => {
      await opened.failOn("second");
      const failed = await opened.invoker.invoke(opened.version, ["first", "second", "third"]);
      expect(failed).toEqual({ kind: "failed", query: "second", why: expect.stringMatching(/./) });
    });
  });
}

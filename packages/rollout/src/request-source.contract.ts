import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RequestSource } from "./ports.ts";
import type { ReleaseRequest } from "./release-request.ts";

export interface OpenedRequests {
  readonly source: RequestSource;
  /** A deployment asks for a release. */
  readonly deploy: (request: ReleaseRequest) => Promise<void> | void;
  readonly close: () => Promise<void> | void;
}

const REQUEST: ReleaseRequest = {
  version: "7",
  digest: "sha256:abc",
  plan: "standard",
  start: "manual",
  by: "a deployment",
  why: "deployment of stack prod",
};

/** What every adapter of `RequestSource` must do: the fake and DynamoDB's alike. */
export function requestSourceContract(
  name: string,
  open: () => Promise<OpenedRequests> | OpenedRequests,
): void {
  describe(`${name} as a RequestSource`, () => {
    let opened: OpenedRequests;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    it("has nothing to ask for before the first deployment", async () => {
      expect(await opened.source.pending()).toBeUndefined();
    });

    it("gives what the newest deployment asks for, as often as it is asked", async () => {
      await opened.deploy(REQUEST);
      await opened.deploy({ ...REQUEST, version: "8", start: "automatic" });
      const newest = { ...REQUEST, version: "8", start: "automatic" };
      expect(await opened.source.pending()).toEqual(newest);
      expect(await opened.source.pending()).toEqual(newest);
    });
  });
}

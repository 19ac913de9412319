import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { VersionStore } from "./ports.ts";

export interface OpenedVersions {
  readonly store: VersionStore;
  /** A published version without warm environments, and a number that none has. */
  readonly version: string;
  readonly missingVersion: string;
  readonly close: () => Promise<void> | void;
}

/** What every adapter of `VersionStore` must do: the fake and Lambda's alike. */
export function versionStoreContract(
  name: string,
  open: () => Promise<OpenedVersions> | OpenedVersions,
): void {
  describe(`${name} as a VersionStore`, () => {
    let opened: OpenedVersions;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    const becomesReady = (): Promise<void> =>
      expect.poll(() => opened.store.prepare(opened.version), { timeout: 10_000 }).toEqual({ kind: "ready" });

    it("knows which versions exist", async () => {
      const { store, version, missingVersion } = opened;
      expect(await store.exists(version)).toBe(true);
      expect(await store.exists(missingVersion)).toBe(false);
    });

    it("has a version ready in the end, and finds it ready again", async () => {
      await becomesReady();
      expect(await opened.store.prepare(opened.version)).toEqual({ kind: "ready" });
    });

    it("says that a version is missing, and prepares nothing", async () => {
      expect(await opened.store.prepare(opened.missingVersion)).toEqual({ kind: "missing" });
    });

    it("keeps the version when its environments go, and can prepare it anew", async () => {
      const { store, version } = opened;
      await becomesReady();
      await store.retire(version);
      expect(await store.exists(version)).toBe(true);
      await becomesReady();
    });

    it("lets environments go that are not there", async () => {
      const { store, version, missingVersion } = opened;
      await store.retire(version);
      await store.retire(version);
      await store.retire(missingVersion);
      expect(await store.exists(version)).toBe(true);
    });
  });
}

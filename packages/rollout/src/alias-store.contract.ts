import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AliasStore } from "./ports.ts";
import { everyoneOn, split } from "./routing.ts";

export interface OpenedAlias {
  /** An alias with everyone on `versions[0]`. */
  readonly store: AliasStore;
  /** Two published versions that exist, and one number that none has. */
  readonly versions: readonly [string, string];
  readonly missingVersion: string;
  readonly close: () => Promise<void> | void;
}

/** What every adapter of `AliasStore` must do: the fake and AWS's alike. */
export function aliasStoreContract(name: string, open: () => Promise<OpenedAlias> | OpenedAlias): void {
  describe(`${name} as an AliasStore`, () => {
    let opened: OpenedAlias;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    it("reads where everyone is", async () => {
      expect((await opened.store.read()).routing).toEqual({ primary: opened.versions[0] });
    });

    it("gives a second version its weight, and says the new revision", async () => {
      const { store, versions } = opened;
      const before = await store.read();
      const written = await store.write(split(versions[0], versions[1], 5), before.revision);
      const after = await store.read();
      expect(after.routing).toEqual({
        primary: versions[0],
        additional: { version: versions[1], weight: 5 },
      });
      expect(written).toEqual({ kind: "done", revision: after.revision });
      expect(after.revision).not.toBe(before.revision);
    });

    it("keeps a weight of a tenth of a percent, and one above a half", async () => {
      const { store, versions } = opened;
      for (const weight of [0.1, 62.5]) {
        await store.write(split(versions[0], versions[1], weight), (await store.read()).revision);
        expect((await store.read()).routing.additional).toEqual({ version: versions[1], weight });
      }
    });

    it("moves the alias itself at 100 %, and leaves no weight behind", async () => {
      const { store, versions } = opened;
      await store.write(split(versions[0], versions[1], 50), (await store.read()).revision);
      await store.write(split(versions[0], versions[1], 100), (await store.read()).revision);
      expect((await store.read()).routing).toEqual({ primary: versions[1] });
    });

    it("takes the weight away when everyone goes back", async () => {
      const { store, versions } = opened;
      await store.write(split(versions[0], versions[1], 50), (await store.read()).revision);
      await store.write(everyoneOn(versions[0]), (await store.read()).revision);
      expect((await store.read()).routing).toEqual({ primary: versions[0] });
    });

    it("refuses a write that is based on an old revision", async () => {
      const { store, versions } = opened;
      const old = (await store.read()).revision;
      await store.write(split(versions[0], versions[1], 5), old);
      expect(await store.write(everyoneOn(versions[1]), old)).toEqual({ kind: "stale" });
      expect((await store.read()).routing.additional?.weight).toBe(5);
    });

    it("changes the revision even when a write changes nothing else, so that older writes come too late", async () => {
      const { store, versions } = opened;
      const old = (await store.read()).revision;
      await store.write(everyoneOn(versions[0]), old);
      expect(await store.write(split(versions[0], versions[1], 5), old)).toEqual({ kind: "stale" });
    });

    it("sends nobody to a version that does not exist", async () => {
      const { store, versions, missingVersion } = opened;
      const { revision } = await store.read();
      const refused = { kind: "no-such-version", version: missingVersion };
      expect(await store.write(split(versions[0], missingVersion, 5), revision)).toEqual(refused);
      expect(await store.write(everyoneOn(missingVersion), revision)).toEqual(refused);
      expect((await store.read()).routing).toEqual({ primary: versions[0] });
    });
  });
}

import { createInMemoryReleases } from "./in-memory-releases.ts";
import { releaseStoreContract } from "./release-store.contract.ts";

releaseStoreContract("the release store in memory", () => ({
  store: createInMemoryReleases().store,
  close: () => undefined,
}));

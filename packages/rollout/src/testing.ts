// For the tests of other packages. Not part of the core: the contracts bring in vitest.
export { aliasStoreContract, type OpenedAlias } from "./alias-store.contract.ts";
export { createInMemoryAlias, type InMemoryAlias } from "./in-memory-alias.ts";
export { createInMemoryObservations, type InMemoryObservations } from "./in-memory-observations.ts";
export { createInMemoryPorts, type InMemoryOptions, type InMemoryPorts } from "./in-memory-ports.ts";
export { createInMemoryReleases, type InMemoryReleases } from "./in-memory-releases.ts";
export { notifierContract, type OpenedNotifier } from "./notifier.contract.ts";
export { type OpenedObservations, observationSourceContract } from "./observation-source.contract.ts";
export { type OpenedReleases, releaseStoreContract } from "./release-store.contract.ts";
export { type OpenedRequests, requestSourceContract } from "./request-source.contract.ts";
export { type OpenedCache, responseCacheContract } from "./response-cache.contract.ts";
export { type OpenedSmoke, smokeInvokerContract } from "./smoke-invoker.contract.ts";
export { type OpenedVersions, versionStoreContract } from "./version-store.contract.ts";

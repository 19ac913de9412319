import { createInMemoryJudge } from "./in-memory-judge.ts";
import { createInMemoryPorts } from "./in-memory-ports.ts";
import { notifierContract } from "./notifier.contract.ts";
import { MINUTE_MS } from "./observation.ts";
import { observationSourceContract } from "./observation-source.contract.ts";
import { requestSourceContract } from "./request-source.contract.ts";
import { responseCacheContract } from "./response-cache.contract.ts";
import { smokeInvokerContract } from "./smoke-invoker.contract.ts";
import { versionStoreContract } from "./version-store.contract.ts";

function openPorts() {
  return createInMemoryPorts({
    routing: { primary: "6" },
    versions: ["6", "7"],
    judgeFor: createInMemoryJudge,
  });
}

const close = () => undefined;

versionStoreContract("the versions in memory", () => ({
  store: openPorts().ports.versions,
  version: "7",
  missingVersion: "99",
  close,
}));

smokeInvokerContract("the smoke queries in memory", () => {
  const { ports, setSmoke } = openPorts();
  return {
    invoker: ports.smoke,
    version: "7",
    answerAll: () => setSmoke({ kind: "passed" }),
    failOn: (query) => setSmoke({ kind: "failed", query, why: "status 500" }),
    close,
  };
});

responseCacheContract("the cache in memory", () => {
  const { ports, flushes } = openPorts();
  return { cache: ports.cache, ask: async () => `answer ${flushes()}`, close };
});

notifierContract("the notifier in memory", () => {
  const { ports, notices } = openPorts();
  return { notifier: ports.notifier, received: async () => notices, close };
});

requestSourceContract("the requests in memory", () => {
  const { ports, setRequest } = openPorts();
  return { source: ports.requests, deploy: setRequest, close };
});

observationSourceContract("the observations in memory", () => {
  const { ports, observations } = openPorts();
  const nobody = { requests: 0, counts: {} };
  const fromMs = 100 * MINUTE_MS;
  let startMs = fromMs;
  return {
    source: ports.observations,
    query: {
      stable: "6",
      candidate: "7",
      fromMs,
      guardrails: { errors: { thresholds: [], historicRates: [0.01], margin: 0.01, mustBeProven: true } },
    },
    serve: (arm, requests, events) => {
      const served = { requests, counts: { errors: [{ requests, events }] } };
      observations.add({ startMs, stable: nobody, candidate: nobody, late: false, [arm]: served });
    },
    settle: () => {
      startMs += MINUTE_MS;
    },
    nextMinuteMs: () => startMs,
    close,
  };
});

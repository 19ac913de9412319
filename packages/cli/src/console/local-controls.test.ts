import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Deed } from "@switchyard/console";
import { expect, it } from "vitest";
import type { DeedLog } from "./deed-log.ts";
import { changeTo, faultTexts, illVersions, localControls } from "./local-controls.ts";

it("faults are told in words, and in the cloud's own where another switched them on", () => {
  expect(
    faultTexts({
      versions: {
        "switchyard-local-router:2": { downstreamErrors: 0.5 },
        "switchyard-local-router:3": { downstreamErrors: 0.2 },
        "switchyard-local-router:4": {},
      },
      shared: { downstreamLatencyMs: { median: 500, spread: 0 } },
    }),
  ).toEqual([
    "Version 2: half of its calls fail",
    'Version 3: {"downstreamErrors":0.2}',
    'All versions: {"downstreamLatencyMs":{"median":500,"spread":0}}',
  ]);
  expect(faultTexts({ versions: {}, shared: {} })).toEqual([]);
});

it("versions are ill that have a fault of their own", () => {
  const versions = {
    "router:2": { downstreamErrors: 0.2 },
    "router:4": {},
    "router:$LATEST": { throttle: 1 },
  };
  expect(illVersions({ versions, shared: { downstreamErrors: 1 } })).toEqual(["2"]);
});

it("a version has one illness at a time, or none", () => {
  expect(changeTo("slow")).toEqual({
    downstreamErrors: null,
    downstreamSlow: 3,
    initDelayMs: null,
    crashInInit: null,
  });
  expect(changeTo("none")).toBeNull();
});

/** A router that answers everything, and a cloud that says where it is. */
async function openRouter() {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    request.resume();
    response.end(
      JSON.stringify({
        answer: "42",
        agent: "cost",
        routing_method: "fast",
        routing_step: "rules",
        version: "1",
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // The server listens on a port, so its address is no path.
  const { port } = server.address() as AddressInfo;
  const outputs = {
    apiUrl: `http://127.0.0.1:${port}`,
    ...Object.fromEntries(
      ["apiKey", "apiKeyId", "aliasName", "version", "logGroup", "restApiId", "stageName"].map((name) => [
        name,
        "x",
      ]),
    ),
    functionName: "router",
  };
  const changes: unknown[] = [];
  return {
    asked: () => asked,
    changes,
    cloud: {
      clock: { machineOriginMs: Date.now(), cloudOriginMs: 0, speed: 60 },
      outputs: async () =>
        Object.fromEntries(
          Object.entries(outputs).map(
            ([name, value]) => [name, { value, secret: false, known: true }] as const,
          ),
        ),
      faults: async () => ({ versions: {}, shared: {} }),
      configureFaults: async (change: unknown) => {
        changes.push(change);
        return { versions: {}, shared: {} };
      },
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

function logInMemory() {
  const deeds: Omit<Deed, "number" | "atMs">[] = [];
  const log: DeedLog = {
    append: ({ atMs, ...rest }) => {
      expect(atMs).toBeGreaterThanOrEqual(0);
      deeds.push(rest);
    },
    from: () => [],
  };
  return { log, told: () => deeds };
}

it("what was done to the local cloud is kept, with who and why", async () => {
  const router = await openRouter();
  const { log, told } = logInMemory();
  const controls = localControls({ cloud: router.cloud, stage: "local", log, by: "ann" });
  await controls.setFault({ version: "3", kind: "errors", why: "to see it go" });
  await controls.setFault({ version: "3", kind: "none" });
  await controls.setTraffic({ requestsPerMinute: 60 });
  await controls.setTraffic({ requestsPerMinute: 0, why: "enough" });
  expect(told()).toEqual([
    { by: "ann", what: "broke version 3: half of its calls fail", broke: "3", why: "to see it go" },
    { by: "ann", what: "made version 3 well again" },
    { by: "ann", what: "set the traffic to 60 requests a minute" },
    { by: "ann", what: "stopped the traffic", why: "enough" },
  ]);
  expect(router.changes).toHaveLength(2);
  await controls.close();
  await router.close();
});

it("a question is answered as in the terminal, and stands in no audit trail", async () => {
  const router = await openRouter();
  const { log, told } = logInMemory();
  const controls = localControls({ cloud: router.cloud, stage: "local", log, by: "ann" });
  const { ok, text } = await controls.ask("How much?");
  expect([ok, text.split("\n").slice(0, 2)]).toEqual([true, ["> How much?", "42"]]);
  expect(text).toMatch(/cost by fast\/rules, version 1, \d+ ms/);
  expect(told()).toEqual([]);
  await controls.close();
  await router.close();
});

it("a slider that is moved twice at once leaves no callers behind", async () => {
  const router = await openRouter();
  const { log, told } = logInMemory();
  const controls = localControls({ cloud: router.cloud, stage: "local", log, by: "ann" });
  const moves = [60, 120, 0].map((requestsPerMinute) => controls.setTraffic({ requestsPerMinute }));
  await Promise.all(moves);
  expect(told().map(({ what }) => what)).toEqual([
    "set the traffic to 60 requests a minute",
    "set the traffic to 120 requests a minute",
    "stopped the traffic",
  ]);
  await controls.setTraffic({ requestsPerMinute: 600 });
  await expect.poll(router.asked).toBeGreaterThan(5);
  await controls.close();
  const before = router.asked();
  // The server closes when nobody is connected any more, and nobody comes again.
  await router.close();
  expect(router.asked()).toBe(before);
});

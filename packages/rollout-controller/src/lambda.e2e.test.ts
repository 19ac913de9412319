import { UpdateAliasCommand } from "@aws-sdk/client-lambda";
import { aliasStoreContract, smokeInvokerContract, versionStoreContract } from "@switchyard/rollout/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLambdaAlias } from "./lambda-alias.ts";
import { createLambdaSmoke } from "./lambda-smoke.ts";
import { createLambdaVersions } from "./lambda-versions.ts";
import { type LocalController, openLocalController, ROUTER } from "./testdata/local-controller.ts";

// The adapters as the controller uses them, under its role, against the cloud that tests and laptops use.

let local: LocalController;
let versions: readonly [string, string];
let aliases = 0;
beforeAll(async () => {
  local = await openLocalController();
  versions = [await local.publish(), await local.publish()];
});
afterAll(() => local.close());

function versionStore(provisionedConcurrency = 0) {
  return createLambdaVersions({ client: local.clients.lambda, functionName: ROUTER, provisionedConcurrency });
}

async function openAlias() {
  aliases += 1;
  const alias = `live-${aliases}`;
  await local.createAlias(alias, versions[0]);
  const { exists } = versionStore();
  return {
    alias,
    store: createLambdaAlias({ client: local.clients.lambda, functionName: ROUTER, alias, exists }),
  };
}

const MISSING = "99";

aliasStoreContract("the Lambda adapter on the local cloud", async () => {
  const { store } = await openAlias();
  return { store, versions, missingVersion: MISSING, close: () => undefined };
});

describe("the Lambda adapter on the local cloud as an AliasStore", () => {
  it("comes too late when somebody else wrote the alias meanwhile", async () => {
    const { alias, store } = await openAlias();
    const { revision } = await store.read();
    const foreign = { FunctionName: ROUTER, Name: alias, Description: "mine" };
    await local.lambda.send(new UpdateAliasCommand(foreign));
    expect(await store.write({ primary: versions[1] }, revision)).toEqual({ kind: "stale" });
    expect((await store.read()).routing).toEqual({ primary: versions[0] });
  });

  it("keeps what AWS says of a write that is wrong in another way", async () => {
    const { store } = await openAlias();
    const { revision } = await store.read();
    const twice = { primary: versions[0], additional: { version: versions[0], weight: 5 } };
    await expect(store.write(twice, revision)).rejects.toThrow("already included in routing configuration");
  });
});

for (const provisionedConcurrency of [0, 1]) {
  const name = `the Lambda adapter on the local cloud with ${provisionedConcurrency} provisioned environments`;
  versionStoreContract(name, async () => ({
    store: versionStore(provisionedConcurrency),
    version: await local.publish(),
    missingVersion: MISSING,
    close: () => undefined,
  }));
}

describe("the Lambda adapter on the local cloud as a VersionStore", () => {
  it("knows the code that runs in a version, and that there is none in a missing one", async () => {
    const { digest } = versionStore();
    expect(await digest(versions[0])).toMatch(/^[\w+/]{43}=$/);
    expect(await digest(MISSING)).toBeUndefined();
  });

  it("says why a version cannot be kept warm, and tries again when it is asked again", async () => {
    const store = versionStore(1);
    const version = await local.publish();
    const key = `${ROUTER}:${version}`;
    await local.cloud.configureFaults({ versions: { [key]: { crashInInit: true } } });
    await expect
      .poll(() => store.prepare(version), { timeout: 10_000 })
      .toEqual({ kind: "failed", why: expect.stringMatching(/^provisioned concurrency is FAILED: ./) });
    await local.cloud.configureFaults({ versions: { [key]: null } });
    expect(await store.prepare(version)).toEqual({ kind: "preparing" });
    await expect.poll(() => store.prepare(version), { timeout: 10_000 }).toEqual({ kind: "ready" });
  });

  it("finds a version missing after it was deleted", async () => {
    const store = versionStore(1);
    const version = await local.publish();
    await local.deleteVersion(version);
    expect(await store.prepare(version)).toEqual({ kind: "missing" });
    expect(await store.exists(version)).toBe(false);
    await store.retire(version);
  });
});

const smoke = (limits = { timeoutMs: 10_000, totalMs: 20_000 }) =>
  createLambdaSmoke({ client: local.clients.patientLambda, functionName: ROUTER, ...limits });

smokeInvokerContract("the Lambda adapter on the local cloud", () => {
  let failing: string | undefined;
  const { invoke } = smoke();
  const asSent = (query: string): string => (query === failing ? `${query} must fail` : query);
  return {
    invoker: {
      // The router fails on queries that say so; the contract's queries are plain.
      invoke: async (version, queries) => {
        const result = await invoke(version, queries.map(asSent));
        return result.kind === "passed"
          ? result
          : { ...result, query: result.query.replace(" must fail", "") };
      },
    },
    version: versions[0],
    answerAll: () => {
      failing = undefined;
    },
    failOn: (query) => {
      failing = query;
    },
    close: () => undefined,
  };
});

describe("the Lambda adapter on the local cloud as a SmokeInvoker", () => {
  it.each([
    ["fail me", "expected status 200, found 500 (internal_error)"],
    ["crash", "the function failed with an error RangeError"],
  ])("says what is wrong with the answer to %j, and quotes nothing of it", async (query, why) => {
    expect(await smoke().invoke(versions[0], [query])).toEqual({ kind: "failed", query, why });
  });

  it("waits for no answer that takes too long, and for all of them no longer than for one pass, which blames nobody", async () => {
    const late = await smoke({ timeoutMs: 300, totalMs: 20_000 }).invoke(versions[0], ["slow 5000"]);
    expect(late).toMatchObject({ kind: "failed", why: "no answer within 300 ms" });
    const begunMs = performance.now();
    const queries = ["slow 200", "slow 5000"];
    await expect(smoke({ timeoutMs: 5_000, totalMs: 300 }).invoke(versions[0], queries)).rejects.toThrow(
      "did not end within the 300 ms that a pass has for them",
    );
    expect(performance.now() - begunMs).toBeLessThan(5_000);
  });

  it("blames no version for what keeps it from asking", async () => {
    await expect(smoke().invoke(MISSING, ["hello"])).rejects.toThrow("Function not found");
  });
});

import { describe, expect, it } from "vitest";
import { controllerPass } from "./controller-pass.ts";
import { explainActor } from "./explain.ts";
import type { ReleaseRequest } from "./release-request.ts";
import { isPending, takeUpRequest } from "./take-up-request.ts";
import { EXPERIMENT, openStage, PLAN, type Stage } from "./testdata/stage.ts";

const REQUEST: ReleaseRequest = {
  version: "7",
  digest: "sha256:seven",
  plan: "short",
  start: "automatic",
  by: "pulumi up",
  why: "deployment of stack prod",
};
const FIVE = { primary: "6", additional: { version: "7", weight: 5 } };

const planNamed = (name: string) => (name === "short" ? PLAN : undefined);

/** A stage with a request, and the controller's pass. */
function requested(change: Partial<ReleaseRequest> = {}) {
  const stage = openStage();
  stage.setRequest({ ...REQUEST, ...change });
  return { ...stage, pass: () => controllerPass(stage.ports, planNamed) };
}

async function handledRequest({ ports }: Stage): Promise<string | undefined> {
  return (await ports.releases.load())?.record.handledRequest;
}

describe("controllerPass", () => {
  it("starts what a deployment asks for by itself, and gives it its first weight in the same pass", async () => {
    const stage = requested();
    expect(await stage.pass()).toEqual({
      decision: { kind: "set-weight", step: 0, weight: 5, why: "evidence" },
      state: "stepping",
      overtaken: false,
      failures: [],
      request: { kind: "started", releaseId: "7@0" },
    });
    expect(stage.alias.routing()).toEqual(FIVE);
    const [started] = await stage.ports.releases.history(1);
    expect(started).toMatchObject({
      by: { kind: "deployment", by: "pulumi up" },
      from: "idle",
      to: "validating",
      why: "start: deployment of stack prod",
    });
    expect(started && explainActor(started.by)).toBe("the deployment of pulumi up");
  });

  it("takes a request up once, also after its release has ended", async () => {
    const stage = requested();
    await stage.pass();
    await stage.say("abort");
    await stage.pass();
    const before = await stage.ports.releases.load();
    expect(await stage.pass()).toMatchObject({ state: "rolled_back", request: { kind: "handled" } });
    expect(await stage.ports.releases.load()).toEqual(before);
    expect((await stage.trail()).filter((line) => line.includes("request"))).toEqual([]);
  });

  it("leaves a manual request to a person, and has done with it when that person starts it", async () => {
    const stage = requested({ start: "manual" });
    expect(await stage.pass()).toMatchObject({
      state: "idle",
      request: { kind: "waits", why: "a person must start it" },
    });
    await stage.start();
    expect(await stage.pass()).toMatchObject({ state: "stepping", request: { kind: "handled" } });
    expect(await handledRequest(stage)).toBe("7");
  });

  it("waits while another release holds the alias, then starts", async () => {
    for (const hold of [async () => undefined, (stage: Stage) => stage.say("pause")]) {
      const stage = requested({ version: "8", digest: "sha256:eight" });
      stage.setRequest(undefined);
      await stage.start();
      await stage.tick();
      await hold(stage);
      stage.setRequest({ ...REQUEST, version: "8", digest: "sha256:eight" });
      const state = await stage.state();
      expect(await stage.pass()).toMatchObject({
        request: { kind: "waits", why: `the alias is not free: ${state}` },
      });
      await stage.say("abort");
      await stage.pass();
      expect(await stage.pass()).toMatchObject({ state: "stepping", request: { kind: "started" } });
      expect(stage.alias.routing()).toEqual({ primary: "6", additional: { version: "8", weight: 5 } });
    }
  });

  it("waits while the alias is where somebody else put it", async () => {
    const stage = requested();
    await stage.tick();
    stage.alias.foreignWrite({ primary: "8" });
    expect(await stage.pass()).toMatchObject({
      state: "drifted",
      request: { kind: "waits", why: "the alias is not free: drifted" },
    });
  });

  it("waits while the alias splits its traffic", async () => {
    const stage = requested({ version: "8", digest: "sha256:eight" });
    stage.alias.foreignWrite(FIVE);
    expect(await stage.pass()).toMatchObject({
      state: "idle",
      request: { kind: "waits", why: "the alias splits its traffic" },
    });
  });

  it.each<[Partial<ReleaseRequest>, string]>([
    [{ plan: "swift" }, "there is no plan named swift"],
    [{ version: "5" }, "version 6 in service is newer"],
    [{ digest: "" }, "expected the digest of the candidate's code, found an empty one"],
  ])("refuses %j once: recorded and told", async (change, reason) => {
    const stage = requested(change);
    expect(await stage.pass()).toMatchObject({ state: "idle", request: { kind: "refused", reason } });
    expect(await stage.pass()).toMatchObject({ request: { kind: "handled" } });
    const version = change.version ?? "7";
    const why = `the request of pulumi up to release version ${version} is refused: ${reason}`;
    expect(await stage.trail()).toEqual([`idle > idle: ${why}`]);
    expect((await stage.ports.releases.history(1))[0]?.by).toEqual({ kind: "controller" });
    expect(stage.notices).toEqual([{ severity: "warning", text: why, atMs: 0 }]);
    expect(stage.alias.writes()).toEqual([]);
  });

  it("refuses a digest that was rolled back, and takes the next version's", async () => {
    const stage = openStage();
    await stage.start();
    await stage.tick();
    await stage.minute([190, 0], [10, 10]);
    stage.setRequest({ ...REQUEST, version: "8" });
    const pass = () => controllerPass(stage.ports, planNamed);
    expect(await pass()).toMatchObject({
      state: "rolled_back",
      request: {
        kind: "refused",
        reason:
          "the digest sha256:seven was rolled back: 10 of 10 against 0 of 190. Release a fixed one, or force it (--force)",
      },
    });
    stage.setRequest({ ...REQUEST, version: "9", digest: "sha256:nine" });
    expect(await pass()).toMatchObject({ request: { kind: "started" } });
  });

  it("has nothing to do for a version that is in service already", async () => {
    const stage = requested({ version: "6" });
    expect(await stage.pass()).toMatchObject({ state: "idle", request: { kind: "handled" } });
    expect(await handledRequest(stage)).toBe("6");
    expect(await stage.trail()).toEqual([]);
  });

  it("watches over the release under way although the request cannot be read", async () => {
    const stage = openStage();
    await stage.start();
    const ports = {
      ...stage.ports,
      requests: {
        pending: async () => {
          throw new Error("the table is away");
        },
      },
    };
    expect(await controllerPass(ports, planNamed)).toMatchObject({
      state: "stepping",
      failures: ["the request for a release: Error: the table is away"],
      request: { kind: "failed" },
    });
  });

  it("says so when there is no request", async () => {
    expect(await controllerPass(openStage().ports, planNamed)).toMatchObject({ request: { kind: "none" } });
  });
});

describe("takeUpRequest", () => {
  it("starts once although two passes run at once", async () => {
    const stage = requested();
    const reports = await Promise.all([
      takeUpRequest(stage.ports, planNamed),
      takeUpRequest(stage.ports, planNamed),
    ]);
    expect(reports.map(({ kind }) => kind).toSorted()).toEqual(["handled", "started"]);
    expect(await stage.trail()).toEqual(["idle > validating: start: deployment of stack prod"]);
  });

  it("gives way when others keep changing the record, and tries again in the next pass", async () => {
    const stage = requested();
    await stage.tick();
    let commits = 0;
    const { commit } = stage.ports.releases;
    const ports = {
      ...stage.ports,
      releases: {
        ...stage.ports.releases,
        commit: async (change: Parameters<typeof commit>[0]) => {
          commits += 1;
          return commits > 5 ? commit(change) : ({ kind: "stale" } as const);
        },
      },
    };
    expect(await takeUpRequest(ports, planNamed)).toEqual({
      kind: "waits",
      why: "others kept changing the record",
    });
    expect(await takeUpRequest(stage.ports, planNamed)).toMatchObject({ kind: "started" });
  });

  it("begins with the plan as it is made ready at that moment", async () => {
    const stage = requested();
    await takeUpRequest(stage.ports, async (name) => ({ ...PLAN, name: `${name}, made ready` }));
    expect((await stage.ports.releases.load())?.record.release?.plan.name).toBe("short, made ready");
  });
});

describe("isPending", () => {
  it("counts a rollout of the version as an answer, and an experiment as none", async () => {
    for (const [plan, pending] of [
      [PLAN, false],
      [EXPERIMENT, true],
    ] as const) {
      const stage = openStage();
      await stage.start({ plan });
      const stored = await stage.ports.releases.load();
      expect(stored && isPending(stored.record, REQUEST)).toBe(pending);
    }
  });

  it("is false of what was handled, although another version is in service", async () => {
    const stage = requested({ plan: "swift" });
    await stage.pass();
    const stored = await stage.ports.releases.load();
    expect(stored && isPending(stored.record, REQUEST)).toBe(false);
    expect(stored && isPending(stored.record, { ...REQUEST, version: "8" })).toBe(true);
  });
});

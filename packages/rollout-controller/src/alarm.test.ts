import type { Routing } from "@switchyard/rollout";
import { describe, expect, it } from "vitest";
import { runAlarm } from "./alarm.ts";
import { answerCommand } from "./command.ts";
import { alarmEvent } from "./testdata/alarm-event.ts";
import { type ControllerWorld, openController } from "./testdata/controller-world.ts";

async function withRelease(): Promise<ControllerWorld> {
  const world = openController();
  await answerCommand(world.deps, { verb: "start", by: "ann", why: "r", version: "7", plan: "quick" });
  return world;
}

async function stateOf({ ports }: ControllerWorld): Promise<string | undefined> {
  return (await ports.releases.load())?.record.phase.state;
}

describe("runAlarm", () => {
  it("rolls the candidate back that the alarm watches", async () => {
    const world = await withRelease();
    expect(await runAlarm(world.deps, alarmEvent({ versions: ["7"] }))).toEqual({
      kind: "rolled-back",
      failures: [],
    });
    expect(await stateOf(world)).toBe("rolled_back");
    expect(world.flushes()).toBe(1);
    expect(world.log.at(-1)).toMatchObject({ level: "info", event: "alarm", alarm: { versions: ["7"] } });
  });

  it("does nothing the second time", async () => {
    const world = await withRelease();
    await runAlarm(world.deps, alarmEvent({ versions: ["7"] }));
    expect(await runAlarm(world.deps, alarmEvent({ versions: ["7"] }))).toEqual({
      kind: "nothing-to-roll-back",
      state: "rolled_back",
    });
  });

  it("rolls back for an alarm on the alias as a whole", async () => {
    const world = await withRelease();
    await runAlarm(world.deps, alarmEvent({ versions: [] }));
    expect(await stateOf(world)).toBe("rolled_back");
  });

  it("ignores an alarm of another version, and says so", async () => {
    const world = await withRelease();
    await runAlarm(world.deps, alarmEvent({ versions: ["6"] }));
    expect(await stateOf(world)).toBe("validating");
    expect(world.log.at(-1)?.outcome).toEqual({
      kind: "ignored",
      why: "it watches version 6, and the candidate is 7",
    });
  });

  it.each(["OK", "INSUFFICIENT_DATA"])("ignores an alarm that is %s", async (state) => {
    const world = await withRelease();
    expect(await runAlarm(world.deps, alarmEvent({ versions: ["7"], state }))).toEqual({
      kind: "ignored",
      why: `its state is ${state}`,
    });
    expect(await stateOf(world)).toBe("validating");
  });

  it("ignores alarms before anything was ever released", async () => {
    expect(await runAlarm(openController().deps, alarmEvent({ versions: ["7"] }))).toEqual({
      kind: "ignored",
      why: "nothing was ever released",
    });
  });

  it("warns of what the next tick must repeat", async () => {
    const world = await withRelease();
    world.breakNotifierOnce();
    await runAlarm(world.deps, alarmEvent({ versions: ["7"] }));
    expect(world.log.at(-1)).toMatchObject({
      level: "warning",
      outcome: { failures: ["Error: the notice is lost"] },
    });
  });

  it("fails on what others keep from being finished, so that it is repeated", async () => {
    const world = await withRelease();
    world.alias.deleteVersion("6");
    await expect(runAlarm(world.deps, alarmEvent({ versions: ["7"] }))).rejects.toThrow(
      "The alarm switchyard-local-router-errors could not be dealt with yet: version 6 does not exist any more",
    );
    expect(world.log.at(-1)).toMatchObject({ level: "warning", outcome: { kind: "unfinished" } });
  });

  it("fails on an event that it does not understand, so that it is kept for people", async () => {
    await expect(runAlarm(openController().deps, { alarm: 1 })).rejects.toThrow(
      "no event of a CloudWatch alarm",
    );
  });
});

const SPLIT = { primary: "6", additional: { version: "7", weight: 5 } };
const WENT_OFF = "the alarm switchyard-local-router-errors went off, ";

describe("an alarm while the record cannot be read", () => {
  async function alarmed(routing: Routing, versions: readonly string[]): Promise<ControllerWorld> {
    const world = openController();
    world.alias.foreignWrite(routing);
    world.breakLoadAfter(0);
    await expect(runAlarm(world.deps, alarmEvent({ versions }))).rejects.toThrow("the table cannot be read");
    return world;
  }

  it.each([[["7"]], [[]]])(
    "returns everyone to the alias's own version, pages, and fails (%j)",
    async (versions) => {
      const world = await alarmed(SPLIT, versions);
      expect(world.alias.routing()).toEqual({ primary: "6" });
      expect(world.flushes()).toBe(1);
      expect(world.notices).toMatchObject([
        {
          severity: "page",
          text: `${WENT_OFF}and cannot be dealt with by the record (Error: the table cannot be read): everyone is on version 6 again, and version 7 is out of service`,
        },
      ]);
    },
  );

  it.each<readonly [string, Routing]>([
    ["has everything: which one came before, only the record knows", { primary: "7" }],
    ["is stable in a split", { primary: "7", additional: { version: "8", weight: 5 } }],
  ])("moves nothing when the version that it watches %s", async (_, routing) => {
    const world = await alarmed(routing, ["7"]);
    expect(world.alias.routing()).toEqual(routing);
    expect(world.notices[0]?.text).toContain("move the alias by hand");
  });

  it("goes on against others who write the alias", async () => {
    const world = openController();
    world.alias.foreignWrite(SPLIT);
    world.breakLoadAfter(0);
    world.alias.beforeWrite(() => world.alias.foreignWrite(SPLIT));
    await expect(runAlarm(world.deps, alarmEvent({ versions: ["7"] }))).rejects.toThrow(
      "the table cannot be read",
    );
    expect(world.alias.routing()).toEqual({ primary: "6" });
  });

  it("still pages when the alias cannot be moved, and says what failed", async () => {
    const world = openController();
    world.alias.foreignWrite(SPLIT);
    world.breakLoadAfter(0);
    world.alias.beforeWrite(() => {
      throw new Error("throttled");
    });
    await expect(runAlarm(world.deps, alarmEvent({ versions: ["7"] }))).rejects.toThrow(
      "the table cannot be read",
    );
    expect(world.notices[0]?.text).toContain(
      "the alias cannot be moved (Error: throttled): give it one version by hand",
    );
  });

  it("returns everyone although nobody can be told, and logs that", async () => {
    const world = openController();
    world.alias.foreignWrite(SPLIT);
    world.breakLoadAfter(0);
    world.breakNotifierOnce();
    await expect(runAlarm(world.deps, alarmEvent({ versions: ["7"] }))).rejects.toThrow(
      "the table cannot be read",
    );
    expect(world.alias.routing()).toEqual({ primary: "6" });
    expect(world.log.at(-1)).toMatchObject({ event: "emergency", failures: ["Error: the notice is lost"] });
  });

  it("is carried out by the record once that can be read again", async () => {
    const world = await withRelease();
    world.alias.foreignWrite(SPLIT);
    world.breakLoadAfter(0);
    await expect(runAlarm(world.deps, alarmEvent({ versions: ["7"] }))).rejects.toThrow(
      "the table cannot be read",
    );
    world.breakLoadAfter(Number.POSITIVE_INFINITY);
    expect(await runAlarm(world.deps, alarmEvent({ versions: ["7"] }))).toMatchObject({
      kind: "rolled-back",
    });
    expect((await world.ports.releases.load())?.record.denied).toMatchObject([{ digest: "code-of-7" }]);
  });
});

describe("an alarm of a version that gets calls and is no candidate by the record", () => {
  it.each<readonly [string, () => Promise<ControllerWorld>]>([
    ["a record that was lost", async () => openController()],
    [
      "a record that was restored from before the release",
      async () => {
        const world = await withRelease();
        await answerCommand(world.deps, { verb: "abort", by: "ann", why: "not today" });
        return world;
      },
    ],
  ])("returns everyone and pages (%s)", async (_, open) => {
    const world = await open();
    world.alias.foreignWrite({ primary: "6", additional: { version: "8", weight: 50 } });
    expect(await runAlarm(world.deps, alarmEvent({ versions: ["8"] }))).toEqual({
      kind: "stopped",
      why: `${WENT_OFF}and the record knows of no release of its version: everyone is on version 6 again, and version 8 is out of service`,
    });
    expect(world.alias.routing()).toEqual({ primary: "6" });
    expect(world.notices.at(-1)?.severity).toBe("page");
    expect(world.log.at(-1)).toMatchObject({ level: "warning", event: "alarm" });
  });
});

import { describe, expect, it } from "vitest";
import { openRecord } from "./record-access.ts";
import { runCommand } from "./run-command.ts";
import { openStage, START, type Stage } from "./testdata/stage.ts";

/** The stage's ports, with the record changed by somebody else just before each of so many commits. */
function contended(stage: Stage, times: number) {
  let left = times;
  const { commit } = stage.ports.releases;
  return {
    ...stage.ports,
    releases: {
      ...stage.ports.releases,
      commit: (change: Parameters<typeof commit>[0]) => {
        if (left === 0) return commit(change);
        left -= 1;
        return Promise.resolve({ kind: "stale" } as const);
      },
    },
  };
}

describe("runCommand", () => {
  it("tries again on top of others, four times, and then says so", async () => {
    const stage = openStage();
    await stage.tick();
    expect(await runCommand(contended(stage, 4), START)).toEqual({ kind: "accepted", state: "validating" });
    const other = openStage();
    await other.tick();
    expect(await runCommand(contended(other, 5), START)).toEqual({
      kind: "refused",
      reason: "others kept changing the record; try again",
    });
    expect(await other.state()).toBe("idle");
  });

  it("records a drift that it is the first to notice, and is refused", async () => {
    const stage = openStage();
    await stage.start();
    await stage.tick();
    stage.alias.foreignWrite({ primary: "8" });
    expect(await stage.say("pause")).toEqual({
      kind: "refused",
      reason: "the alias was moved by somebody else: resume or abort first",
    });
    expect(await stage.state()).toBe("drifted");
    expect((await stage.ports.releases.load())?.record.chores).toHaveLength(1);
  });
});

describe("openRecord", () => {
  it("begins a record with the alias as it is found, once, whoever is first", async () => {
    const stage = openStage();
    stage.setTime(7_000);
    const [one, other] = await Promise.all([openRecord(stage.ports), openRecord(stage.ports)]);
    expect(one).toEqual({
      record: {
        phase: { state: "idle" },
        alias: { routing: { primary: "6" }, revision: "r1", seenAtMs: 7_000 },
        denied: [],
        chores: [],
      },
      revision: 1,
    });
    expect(other).toEqual(one);
    expect(await openRecord(stage.ports)).toEqual(one);
  });

  it("says in its call for help what it found and what to do", async () => {
    const stage = openStage();
    stage.alias.foreignWrite({ primary: "6", additional: { version: "7", weight: 50 } });
    const { record } = await openRecord(stage.ports);
    expect(record.chores).toEqual([
      {
        kind: "notify",
        notice: {
          severity: "page",
          text: "there is no record of a release, and version 7 gets 50 %, version 6 the rest: nobody looks after this split. Give the alias one version.",
          atMs: 0,
        },
      },
    ]);
  });
});

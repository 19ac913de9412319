import { describe, expect, it } from "vitest";
import { onAlarm } from "./alarm.ts";
import { parsePlan } from "./parse-plan.ts";
import { arm, NONE, openStage, PLAN, type Stage } from "./testdata/stage.ts";
import { tick } from "./tick.ts";

const BACK = { primary: "6" };

async function atFivePercent(change = {}): Promise<Stage> {
  const stage = openStage();
  await stage.start(change);
  await stage.tick();
  return stage;
}

function refuse(): never {
  throw new Error("the table refuses writes");
}

describe("harm that the judge sees", () => {
  it("takes the candidate out of service although the table cannot be written", async () => {
    const stage = await atFivePercent();
    stage.releases.beforeCommit(refuse);
    await expect(stage.minute([190, 0], [10, 9])).rejects.toThrow("the table refuses writes");
    expect(stage.alias.routing()).toEqual(BACK);
  });

  it("takes the candidate out of service although nobody can say whether stable exists", async () => {
    const stage = await atFivePercent();
    const { ports, observations } = stage;
    observations.add({ startMs: 0, stable: arm([190, 0]), candidate: arm([10, 9]), late: false });
    stage.setTime(60_000);
    const versions = { ...ports.versions, exists: () => Promise.reject(new Error("throttled")) };
    await tick({ ...ports, versions }).catch(() => undefined);
    expect(stage.alias.routing()).toEqual(BACK);
  });

  it("is no silent matter when the way back is gone", async () => {
    const stage = await atFivePercent();
    stage.alias.deleteVersion("6");
    expect(await stage.minute([190, 0], [10, 9])).toMatchObject({
      state: "rolling_back",
      failures: ["version 6 does not exist any more, so there is no way back"],
    });
  });
});

describe("an abort", () => {
  it("takes the candidate out of service although the table cannot be written", async () => {
    const stage = await atFivePercent();
    stage.releases.beforeCommit(refuse);
    await expect(stage.say("abort")).rejects.toThrow("the table refuses writes");
    expect(stage.alias.routing()).toEqual(BACK);
  });

  it("goes on against others who write the alias at that moment", async () => {
    const stage = await atFivePercent();
    stage.releases.beforeCommit(refuse);
    stage.alias.beforeWrite(() => stage.alias.foreignWrite(stage.alias.routing()));
    await expect(stage.say("abort")).rejects.toThrow("the table refuses writes");
    expect(stage.alias.routing()).toEqual(BACK);
  });
});

describe("what is no hard stop", () => {
  it.each(["pause", "promote"] as const)("moves nothing when %s cannot be written", async (verb) => {
    const stage = await atFivePercent();
    stage.releases.beforeCommit(refuse);
    await expect(stage.say(verb)).rejects.toThrow("the table refuses writes");
    expect(stage.alias.routing().additional?.weight).toBe(5);
  });
});

describe("an alarm", () => {
  it("that finds an incident is on record although a tick wrote the record meanwhile", async () => {
    const stage = await atFivePercent();
    stage.observations.add({ startMs: 0, stable: arm([190, 60]), candidate: arm([10, 4]), late: false });
    stage.releases.beforeCommit(async () => void (await stage.say("pause")));
    expect(await onAlarm(stage.ports, "hard-failures")).toEqual({ kind: "incident" });
    expect(await stage.state()).toBe("incident");
  });
});

describe("evidence", () => {
  it("that is asked of no guardrail proves nothing", async () => {
    const guardrails = { errors: { ...PLAN.guardrails.errors, mustBeProven: false } };
    const stage = await atFivePercent({ plan: { ...PLAN, guardrails } });
    for (let passed = 0; passed < 8; passed += 1) await stage.minute([190, 0], [20, 0]);
    expect(stage.alias.routing().additional?.weight).toBe(50);
    expect(parsePlan({ ...PLAN, guardrails })).toMatchObject({ kind: "refused" });
  });

  it("is not spared by a promotion that an incident came upon", async () => {
    const steps = PLAN.steps.map((step) => ({ ...step, minimumRequests: 1_000 }));
    const stage = await atFivePercent({ plan: { ...PLAN, steps } });
    stage.observations.add({ startMs: 0, stable: arm([190, 90]), candidate: arm([10, 4]), late: false });
    stage.setTime(60_000);
    await stage.say("promote");
    expect((await stage.tick()).state).toBe("incident");
    for (let passed = 0; passed < 8; passed += 1) await stage.minute(NONE, NONE);
    for (let passed = 0; passed < 7; passed += 1) await stage.minute([190, 0], [1, 0]);
    expect(await stage.state()).toBe("stepping");
    expect(stage.alias.routing().additional?.weight).toBe(5);
  });
});

describe("a version that is ill only when everyone is on it", () => {
  it("gets everyone a second time only if a person says so", async () => {
    const stage = await atFivePercent();
    const minutes = async (count: number) => {
      for (let passed = 0; passed < count; passed += 1) {
        const { primary, additional } = stage.alias.routing();
        await (primary === "7"
          ? stage.minute(NONE, [1_000, 50])
          : stage.minute([1_000 - 10 * (additional?.weight ?? 0), 0], [10 * (additional?.weight ?? 0), 0]));
      }
    };
    await minutes(25);
    const timesAtAll = () => stage.alias.writes().filter(({ primary }) => primary === "7").length;
    expect(timesAtAll()).toBe(1);
    expect((await stage.ports.releases.load())?.record.phase).toMatchObject({
      state: "paused",
      at: { state: "stepping", weight: 50, reopened: true },
      why: { kind: "approval", nextWeight: 100 },
    });
    await stage.say("approve");
    await minutes(25);
    expect(timesAtAll()).toBe(2);
    expect(await stage.state()).toBe("paused");
  });
});

describe("an outage of both that begins when everyone is on the candidate", () => {
  it("lets the release go on by itself once the comparison has shown that it was one", async () => {
    const stage = await atFivePercent();
    const minute = (share: number) => {
      const { primary, additional } = stage.alias.routing();
      const candidate = primary === "7" ? 1_000 : 10 * (additional?.weight ?? 0);
      const stable = 1_000 - candidate;
      return stage.minute([stable, stable * share], [candidate, candidate * share]);
    };
    while (stage.alias.routing().primary !== "7") await minute(0);
    for (let passed = 0; passed < 5; passed += 1) await minute(0.2);
    expect(await stage.state()).toBe("incident");
    for (let passed = 0; passed < 15; passed += 1) await minute(0);
    expect(await stage.state()).toBe("completed");
  });
});

describe("a record that is begun anew", () => {
  it("calls people when it finds the traffic split, because nobody looks after that split", async () => {
    const stage = openStage();
    stage.alias.foreignWrite({ primary: "6", additional: { version: "7", weight: 50 } });
    await stage.tick();
    expect(stage.notices.map(({ severity }) => severity)).toEqual(["page"]);
  });
});

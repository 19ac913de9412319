import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runAlarm } from "./alarm.ts";
import { alarmEvent } from "./testdata/alarm-event.ts";
import {
  createReleaseTable,
  type LocalController,
  openLocalController,
} from "./testdata/local-controller.ts";
import { createTopicAndQueue } from "./testdata/local-queue.ts";
import { openRelease as openReleaseOf, PLAN, type Release } from "./testdata/local-release.ts";
import { runTick } from "./tick.ts";

// What others do to a release while the controller is at work, on the local cloud's own table and alias. A release with
// a request budget gets no weight before a minute of traffic is measured, so each of these finds it without one.
const CAREFUL = { ...PLAN, requestBudget: { requests: 10, withinMinutes: 1 } };

let local: LocalController;
beforeAll(async () => {
  local = await openLocalController();
  await createReleaseTable(local);
  await createTopicAndQueue(local);
});
afterAll(() => local.close());

const openRelease = (): Promise<Release> => openReleaseOf(local, CAREFUL);

describe("a release that is interfered with", () => {
  it("of two starts at once accepts one", async () => {
    const release = await openRelease();
    const outcomes = await Promise.all([release.start("ann"), release.start("bob")]);
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(["accepted", "refused"]);
    expect((await release.moves()).filter((move) => move === "idle > validating")).toHaveLength(1);
  });

  it("leaves the alias alone once somebody else has moved it", async () => {
    const release = await openRelease();
    await release.start();
    const other = await local.publish();
    await release.moveByHand(other);
    await runTick(release.controller);
    expect(await release.state()).toBe("drifted");
    await runTick(release.controller);
    expect(await release.live()).toEqual({ version: other, weights: {} });
  });

  it("gives up on a candidate that was deleted, and sends nobody to it", async () => {
    const release = await openRelease();
    await release.start();
    await local.deleteVersion(release.candidate);
    await runTick(release.controller);
    expect(await release.state()).toBe("rolled_back");
    expect(await release.live()).toEqual({ version: release.stable, weights: {} });
  });

  it("rolls back for an alarm at once, and does nothing the second time", async () => {
    const release = await openRelease();
    await release.start();
    const event = alarmEvent({ versions: [release.candidate] });
    expect(await runAlarm(release.controller, event)).toEqual({ kind: "rolled-back", failures: [] });
    expect(await runAlarm(release.controller, event)).toMatchObject({ kind: "nothing-to-roll-back" });
    expect(await release.live()).toEqual({ version: release.stable, weights: {} });
  });

  it("lets a pass and an alarm that come at once both do their work", async () => {
    const release = await openRelease();
    await release.start();
    const event = alarmEvent({ versions: [release.candidate] });
    await Promise.all([runTick(release.controller), runAlarm(release.controller, event)]);
    await runTick(release.controller);
    expect(await release.state()).toBe("rolled_back");
    expect(await release.live()).toEqual({ version: release.stable, weights: {} });
  });
});

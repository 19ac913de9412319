import type { Notice, Notifier } from "@switchyard/rollout";
import { notifierContract } from "@switchyard/rollout/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSnsNotifier } from "./sns-notifier.ts";
import {
  createReleaseTable,
  type LocalController,
  openLocalController,
  ROUTER,
  sent,
  TOPIC_ARN,
} from "./testdata/local-controller.ts";
import { createTopicAndQueue, type LocalQueue } from "./testdata/local-queue.ts";
import { openRelease, PLAN, type Release } from "./testdata/local-release.ts";
import { runTick } from "./tick.ts";

// The whole controller under its role, in a cloud whose minute is a quarter of a second.
const SPEED = 240;

let local: LocalController;
let queue: LocalQueue;
beforeAll(async () => {
  local = await openLocalController(SPEED);
  await createReleaseTable(local);
  queue = await createTopicAndQueue(local);
});
afterAll(() => local.close());

/** Traffic, and two passes at once after each piece of it, until the release is in one of the states. */
async function runUntil(release: Release, states: readonly string[]): Promise<void> {
  await expect
    .poll(
      async () => {
        await release.ask(6);
        await Promise.all([runTick(release.controller), runTick(release.controller)]);
        return states.includes((await release.state()) ?? "none");
      },
      { timeout: 30_000, interval: 10 },
    )
    .toBe(true);
}

describe("the controller on the local cloud", () => {
  it("takes a good version into service step by step, with two passes at once all the way", async () => {
    const release = await openRelease(local, PLAN, "good", 1);
    expect(await release.start()).toMatchObject({ kind: "accepted", state: "validating" });
    await runUntil(release, ["completed", "rolled_back", "drifted", "paused"]);
    expect(await release.moves()).toEqual([
      "idle > validating",
      "validating > stepping",
      "stepping > baking",
      "baking > completed",
    ]);
    expect(await release.live()).toEqual({ version: release.candidate, weights: {} });
    const history = await release.controller.ports.releases.history(1);
    expect(history.map(({ number }) => number)).toEqual(history.map((_, index) => index + 1));
  });

  it("takes a failing version out of service, tells people, and refuses its code from then on", async () => {
    const release = await openRelease(local, PLAN, "failing", 1);
    await release.start();
    await runUntil(release, ["completed", "rolled_back", "drifted", "paused"]);
    expect(await release.state()).toBe("rolled_back");
    expect(await release.live()).toEqual({ version: release.stable, weights: {} });
    const heard = await queue.take(1);
    expect(heard.map(({ message }) => message).join("\n")).toContain(
      `version ${release.candidate} is rolled back: `,
    );
    expect(await release.start()).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("was rolled back"),
    });
  });
});

const notifier = (): Notifier =>
  createSnsNotifier({
    client: local.clients.sns,
    topicArn: TOPIC_ARN,
    stage: "local",
    functionName: ROUTER,
    alias: "live",
  });

/** What earlier tests said. */
async function drain(): Promise<void> {
  let left: readonly unknown[];
  do {
    left = await queue.take(0);
  } while (left.length > 0);
}

/** The last line is for programs. */
function noticeIn(message: string): Notice {
  const { severity, text, atMs } = JSON.parse(sent(message.split("\n").at(-1))) as Notice;
  return { severity, text, atMs };
}

notifierContract("the SNS adapter on the local cloud", async () => {
  await drain();
  return {
    notifier: notifier(),
    received: async (count) => (await queue.take(count)).map(({ message }) => noticeIn(message)),
    close: () => undefined,
  };
});

describe("the SNS adapter on the local cloud", () => {
  it("says the severity as an attribute, and the text in front", async () => {
    await drain();
    await notifier().notify({ severity: "page", text: "come", atMs: 1_750_000_000_000 });
    const [heard] = await queue.take(1);
    expect(heard).toMatchObject({ subject: "[page] local: come", severity: "page" });
    expect(heard?.message).toMatch(/^come\n2025-06-15T15:06:40.000Z\n\n\{/);
  });
});

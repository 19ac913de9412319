import { describe, expect, it } from "vitest";
import { ALL, at, openWorld } from "./testdata/observation-world.ts";

describe("createCloudWatchObservations, when metrics are late or missing,", () => {
  it("waits for a minute whose handler has said less than Lambda, and gives the next one all the same", async () => {
    const world = openWorld();
    world.serve("6", at(0), 5, { handlerKnownAtMs: at(4) });
    world.serve("6", at(1), 4);
    world.goTo(at(3));
    expect(await world.read()).toEqual({ minutes: [[1, "new", 4, 0, 0, 0]], freshTo: 0 });
    world.goTo(at(4));
    expect(await world.read()).toEqual({
      minutes: [
        [0, "new", 5, 0, 0, 0],
        [2, "new", 0, 0, 0, 0],
      ],
      freshTo: 3,
    });
  });

  it("waits for a minute whose handler has said more than Lambda", async () => {
    const world = openWorld();
    world.serve("7", at(0), 2, { failed: true });
    world.serve("7", at(0), 3, { lambdaKnownAtMs: at(4) });
    world.goTo(at(2));
    expect(await world.read()).toEqual({ minutes: [], freshTo: 0 });
    world.goTo(at(4));
    expect((await world.read()).minutes[0]).toEqual([0, "new", 0, 0, 5, 2]);
  });

  it("counts nothing that a version was asked past the alias, and does not wait for it", async () => {
    const world = openWorld();
    world.serve("7", at(0), 3);
    world.serve("7", at(0), 2, { direct: true });
    world.serve("7", at(0), 1, { direct: true, crashed: true });
    world.goTo(at(2));
    expect(await world.read()).toEqual({ minutes: [[0, "new", 0, 0, 3, 0]], freshTo: 1 });
  });

  it("waits for either version", async () => {
    const world = openWorld();
    world.serve("6", at(0), 5);
    world.serve("7", at(0), 1, { handlerKnownAtMs: at(5) });
    world.goTo(at(2));
    expect(await world.read()).toEqual({ minutes: [], freshTo: 0 });
  });

  it("gives a minute as far as it is known once its telemetry was incomplete for a quarter of an hour", async () => {
    const world = openWorld();
    world.serve("6", at(0), 4);
    world.serve("7", at(0), 1, { handlerKnownAtMs: Number.POSITIVE_INFINITY });
    world.serve("7", at(0), 1, { crashed: true });
    world.goTo(at(16) - 1);
    expect((await world.read()).freshTo).toBe(0);
    world.goTo(at(16));
    expect(await world.read()).toEqual({
      minutes: [
        [0, "new", 4, 0, 1, 1],
        [14, "new", 0, 0, 0, 0],
      ],
      freshTo: 15,
    });
    world.goTo(at(17));
    expect(await world.read()).toEqual({ minutes: [[15, "new", 0, 0, 0, 0]], freshTo: 16 });
  });

  it("never catches up with a version whose handler says nothing, and counts no request of it as good", async () => {
    const world = openWorld();
    const counted: unknown[] = [];
    for (let minute = 0; minute < 40; minute += 1) {
      world.serve("7", at(minute), 3, { handlerKnownAtMs: Number.POSITIVE_INFINITY });
      world.goTo(at(minute + 1));
      const { minutes, freshTo } = await world.read();
      counted.push(...minutes.filter((brief) => brief[4] !== 0));
      expect(minute + 1 - freshTo).toBeGreaterThanOrEqual(Math.min(minute, 15));
    }
    expect(counted).toEqual([]);
  });

  it("finds in the next minute what a cold start carried over", async () => {
    const world = openWorld();
    const spilled = (version: string, minute: number) => {
      world.serve(version, at(minute), 1, { handlerKnownAtMs: Number.POSITIVE_INFINITY });
      world.serve(version, at(minute + 1), 1, { lambdaKnownAtMs: Number.POSITIVE_INFINITY });
    };
    world.serve("6", at(0), 5);
    spilled("6", -1);
    spilled("7", 0);
    world.goTo(at(2));
    expect(await world.read()).toEqual({ minutes: [], freshTo: 0 });
    world.goTo(at(3));
    expect(await world.read()).toEqual({
      minutes: [
        [0, "new", 6, 0, 0, 0],
        [1, "new", 0, 0, 1, 0],
      ],
      freshTo: 2,
    });
  });

  it("gives what comes late as the rest of its minute, once", async () => {
    const world = openWorld();
    world.serve("7", at(0), 3);
    const known = at(0) + 150_000;
    world.serve("7", at(0), 1, { crashed: true, lambdaKnownAtMs: known });
    world.serve("7", at(0), 1, { failed: true, lambdaKnownAtMs: known, handlerKnownAtMs: known });
    world.goTo(at(2));
    expect((await world.read()).minutes).toEqual([[0, "new", 0, 0, 3, 0]]);
    world.goTo(at(3));
    expect((await world.read()).minutes).toEqual([
      [0, "late", 0, 0, 2, 2],
      [1, "new", 0, 0, 0, 0],
    ]);
    world.goTo(at(4));
    expect((await world.read()).minutes).toEqual([[2, "new", 0, 0, 0, 0]]);
  });

  it("waits for a late rest to be complete", async () => {
    const world = openWorld();
    world.serve("7", at(0), 3);
    world.serve("7", at(0), 1, { failed: true, lambdaKnownAtMs: at(3), handlerKnownAtMs: at(4) });
    world.goTo(at(2));
    await world.read();
    world.goTo(at(3));
    expect(await world.read()).toEqual({ minutes: [[1, "new", 0, 0, 0, 0]], freshTo: 2 });
    world.goTo(at(4));
    expect((await world.read()).minutes[0]).toEqual([0, "late", 0, 0, 1, 1]);
  });

  it("takes no rest of a minute that ended more than five minutes ago", async () => {
    const world = openWorld();
    world.serve("7", at(0), 3);
    world.serve("7", at(0), 1, { lambdaKnownAtMs: at(7), handlerKnownAtMs: at(7) });
    world.goTo(at(2));
    await world.read();
    world.goTo(at(6));
    await world.read();
    world.goTo(at(7));
    expect((await world.read()).minutes.map(([minute]) => minute)).toEqual([5]);
  });

  it("loses nothing when all metrics are a dozen minutes late", async () => {
    const world = openWorld();
    world.serve("6", at(0), 9, { lambdaKnownAtMs: at(13), handlerKnownAtMs: at(13) });
    world.serve("7", at(0), 1, { failed: true, lambdaKnownAtMs: at(13), handlerKnownAtMs: at(13) });
    for (const minute of [2, 5, 9, 12]) {
      world.goTo(at(minute));
      await world.read();
    }
    world.goTo(at(13));
    expect((await world.read()).minutes[0]).toEqual([0, "late", 9, 0, 1, 1]);
  });

  it("reads a day that it missed in pieces, and is not fresh until it has", async () => {
    const world = openWorld();
    world.serve("6", at(700), 1);
    world.serve("6", at(1_000), 2);
    world.goTo(at(1_441));
    const first = await world.read();
    expect([first.minutes.length, first.freshTo]).toEqual([720, 720]);
    const second = await world.read();
    expect([second.minutes.length, second.freshTo]).toEqual([720, 1_440]);
    // Each with the five minutes before it.
    expect(world.minutesRead).toEqual([725, 725]);
  });

  it("repeats nothing when a pass's clock is behind that of the pass before it", async () => {
    const world = openWorld();
    world.serve("6", at(2), 5);
    world.goTo(at(4));
    await world.read();
    world.goTo(at(2));
    expect((await world.read()).minutes).toEqual([]);
    world.goTo(at(4));
    expect((await world.read()).minutes).toEqual([]);
  });

  it("keeps its place in a few hundred characters", async () => {
    const world = openWorld(ALL);
    for (let minute = 0; minute < 20; minute += 1) {
      world.serve("6", at(minute), 5, { warmMs: 100, microDollars: 10 });
      world.goTo(at(minute + 1));
      await world.read();
    }
    expect(world.cursor()?.length).toBeLessThan(500);
  });
});

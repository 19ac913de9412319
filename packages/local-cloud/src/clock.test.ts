import { describe, expect, it } from "vitest";
import { openClock } from "./clock.ts";
import { memoryStore, type Store } from "./store.ts";

const NOON = Date.UTC(2026, 10, 23, 12);

/** A machine whose time moves only when a test moves it. */
function openMachine() {
  let nowMs = NOON;
  let waiting: readonly { readonly atMs: number; readonly run: () => void }[] = [];
  return {
    nowMs: () => nowMs,
    timer: (delayMs: number, run: () => void) => {
      const timer = { atMs: nowMs + delayMs, run };
      waiting = [...waiting, timer];
      return () => {
        waiting = waiting.filter((other) => other !== timer);
      };
    },
    pass: (ms: number) => {
      nowMs += ms;
      const due = waiting.filter(({ atMs }) => atMs <= nowMs);
      waiting = waiting.filter(({ atMs }) => atMs > nowMs);
      for (const { run } of due) run();
    },
    setBack: (ms: number) => {
      nowMs -= ms;
    },
    delays: () => waiting.map(({ atMs }) => atMs - nowMs),
  };
}

/** A store whose records can be read by the next clock, as from a disk. */
const disk = (): Store => {
  const kept = memoryStore();
  const collections = new Map<string, unknown>();
  return {
    collection: <T>(name: string) => {
      const known = collections.get(name) ?? kept.collection<T>(name);
      collections.set(name, known);
      return known as ReturnType<typeof kept.collection<T>>;
    },
  };
};

describe("a clock at speed 1", () => {
  it("shows the machine's time", () => {
    const machine = openMachine();
    const clock = openClock(memoryStore(), 1, machine);
    machine.pass(1_500);
    expect(clock.nowMs()).toBe(NOON + 1_500);
  });

  it("still shows it after a restart", () => {
    const [machine, store] = [openMachine(), disk()];
    openClock(store, 1, machine).close();
    machine.pass(86_400_000);
    expect(openClock(store, 1, machine).nowMs()).toBe(NOON + 86_400_000);
  });

  it("still shows it after it was killed", () => {
    const [machine, store] = [openMachine(), disk()];
    openClock(store, 1, machine).nowMs();
    machine.pass(100);
    expect(openClock(store, 1, machine).nowMs()).toBe(NOON + 100);
  });

  it("stands still while the machine's clock is behind", () => {
    const machine = openMachine();
    const clock = openClock(memoryStore(), 1, machine);
    machine.pass(2_000);
    expect(clock.nowMs()).toBe(NOON + 2_000);
    machine.setBack(1_500);
    expect(clock.nowMs()).toBe(NOON + 2_000);
    machine.pass(1_600);
    expect(clock.nowMs()).toBe(NOON + 2_100);
  });
});

describe("a clock at speed 60", () => {
  it("shows a minute for each second", () => {
    const machine = openMachine();
    const clock = openClock(memoryStore(), 60, machine);
    machine.pass(1_000);
    expect(clock.nowMs()).toBe(NOON + 60_000);
  });

  it("wakes timers at cloud time", () => {
    const machine = openMachine();
    const clock = openClock(memoryStore(), 60, machine);
    const woken: number[] = [];
    clock.timer(60_000, () => void woken.push(clock.nowMs()));
    expect(machine.delays()).toEqual([1_000]);
    machine.pass(999);
    expect(woken).toEqual([]);
    machine.pass(1);
    expect(woken).toEqual([NOON + 60_000]);
  });

  it("wakes no timer before its time, should the machine's timer be early", () => {
    const machine = openMachine();
    const clock = openClock(memoryStore(), 60, machine);
    const woken: number[] = [];
    clock.timer(60_000, () => void woken.push(clock.nowMs()));
    machine.setBack(5);
    machine.pass(1_000);
    expect(woken).toEqual([]);
    machine.pass(5);
    expect(woken).toEqual([NOON + 60_000]);
  });

  it("wakes no timer that was cancelled, even after it was armed anew", () => {
    const machine = openMachine();
    const clock = openClock(memoryStore(), 60, machine);
    const woken: number[] = [];
    const cancel = clock.timer(200 * 86_400_000 * 60, () => void woken.push(1));
    machine.pass(2 ** 31 - 1);
    expect(machine.delays()).toHaveLength(1);
    cancel();
    machine.pass(200 * 86_400_000);
    expect(woken).toEqual([]);
  });

  it("goes on from there after a restart at speed 1", () => {
    const [machine, store] = [openMachine(), disk()];
    const fast = openClock(store, 60, machine);
    machine.pass(60_000);
    fast.close();
    machine.pass(10_000);
    const slow = openClock(store, 1, machine);
    expect(slow.nowMs()).toBe(NOON + 3_600_000 + 10_000);
    machine.pass(1_000);
    expect(slow.nowMs()).toBe(NOON + 3_600_000 + 11_000);
  });

  it("never runs backwards after it was killed", () => {
    const [machine, store] = [openMachine(), disk()];
    const fast = openClock(store, 60, machine);
    machine.pass(4_000);
    const shown = fast.nowMs();
    expect(shown).toBe(NOON + 240_000);
    machine.pass(86_400_000);
    const slow = openClock(store, 1, machine);
    // A day has passed, not sixty.
    expect(slow.nowMs()).toBe(NOON + 240_000 + 86_400_000);
    expect(slow.nowMs()).toBeGreaterThan(shown);
  });

  it("never runs backwards after it was killed and opened anew at once", () => {
    const [machine, store] = [openMachine(), disk()];
    const fast = openClock(store, 60, machine);
    machine.pass(7_000);
    const shown = fast.nowMs();
    machine.pass(10);
    expect(openClock(store, 1, machine).nowMs()).toBeGreaterThanOrEqual(shown);
  });
});

describe("the speed of a clock", () => {
  it.each([0, 0.5, 601, Number.NaN])("is refused at %d", (speed) => {
    expect(() => openClock(memoryStore(), speed)).toThrow(
      `The speed of the cloud's clock must be 1 to 600, found ${speed}.`,
    );
  });
});

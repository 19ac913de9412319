import { afterEach, describe, expect, it } from "vitest";
import { MACHINE } from "../clock.ts";
import { NOW_MS, openTestBed, type TestBed } from "./testing.ts";

let bed: TestBed;
afterEach(() => bed.close());

/** A clock that stands at 2026-01-02 03:04:05 now and runs sixty times as fast as the machine's. */
async function openAtSpeed60(code: string, settings: object = {}): Promise<void> {
  bed = openTestBed({
    clock: { nowMs: () => NOW_MS, timer: MACHINE.timer },
    clockScale: { machineOriginMs: Date.now(), cloudOriginMs: NOW_MS, speed: 60 },
  });
  await bed.create("f", code, settings);
}

const WAIT = "new Promise((done) => setTimeout(done, 300))";

describe("a function at speed 60", () => {
  it("sees the cloud's time in every form of Date, and the machine's in all that measures", async () => {
    await openAtSpeed60(`exports.handler = async () => {
      const read = () => ({
        now: Date.now(), new: new Date().getTime(), call: Date.parse(Date()),
        performance: performance.now(), hrtime: Number(process.hrtime.bigint() / 1000000n),
      });
      const before = read(); await ${WAIT}; const after = read();
      return Object.fromEntries(Object.keys(before).map((key) => [key, after[key] - before[key]]).concat([["at", before.now]]));
    };`);
    const { body } = await bed.invoke("f");
    expect(body.at).toBeGreaterThanOrEqual(NOW_MS);
    expect(body.at).toBeLessThan(NOW_MS + 60 * 60_000);
    // 300 ms of the machine are 18 s of the cloud; Date() has no milliseconds.
    expect(body.now).toBeGreaterThanOrEqual(17_900);
    expect(body.new).toBeGreaterThanOrEqual(17_900);
    expect(body.call).toBeGreaterThanOrEqual(17_000);
    for (const elapsed of [body.performance, body.hrtime]) {
      expect(elapsed).toBeGreaterThanOrEqual(295);
      expect(elapsed).toBeLessThan(17_000);
    }
  });

  it("keeps the rest of Date as it is", async () => {
    await openAtSpeed60(`class Mine extends Date { year() { return this.getUTCFullYear(); } }
      exports.handler = async () => [
        new Date(0).toISOString(), new Date(2020, 1, 2, 3).getHours(), Date.UTC(2020, 0), new Date() instanceof Date,
        new Date().constructor === Date, new Mine().year(), new Mine() instanceof Mine, Date.name, Date.length,
        typeof Date(), structuredClone(new Date(5)).getTime(),
      ];`);
    expect((await bed.invoke("f")).body).toEqual([
      "1970-01-01T00:00:00.000Z",
      3,
      Date.UTC(2020, 0),
      true,
      true,
      2026,
      true,
      "Date",
      7,
      "string",
      5,
    ]);
  });

  it("is told how much real time it has left", async () => {
    await openAtSpeed60(
      `exports.handler = async (event, context) => {
        const before = context.getRemainingTimeInMillis(); await ${WAIT};
        return [before, before - context.getRemainingTimeInMillis()];
      };`,
      { Timeout: 5 },
    );
    const [left, used] = (await bed.invoke("f")).body;
    expect(left).toBeGreaterThan(4_000);
    expect(left).toBeLessThanOrEqual(5_000);
    expect(used).toBeGreaterThanOrEqual(295);
    expect(used).toBeLessThan(3_000);
  });

  it("stamps its log lines with the cloud's time", async () => {
    await openAtSpeed60(`exports.handler = async () => { await ${WAIT}; console.log("late"); };`);
    await bed.invoke("f");
    const line = bed.messages().find((message) => message.endsWith("late")) ?? "";
    expect(Date.parse(line.split("\t")[0] ?? "")).toBeGreaterThanOrEqual(NOW_MS + 17_900);
  });

  it("finds nothing of the clock in its environment, and its workers see the same time", async () => {
    await openAtSpeed60(`const { Worker } = require("node:worker_threads");
      exports.handler = async () => {
        const worker = new Worker("const t = require('node:worker_threads'); t.parentPort.postMessage([Date.now(), Object.keys(process.env)])", { eval: true });
        const [now, keys] = await new Promise((done, fail) => worker.on("message", done).on("error", fail));
        return { now, keys: [...keys, ...Object.keys(process.env)].filter((key) => key.startsWith("_LOCAL")) };
      };`);
    const { body } = await bed.invoke("f");
    expect(body.keys).toEqual([]);
    expect(body.now).toBeGreaterThanOrEqual(NOW_MS);
    expect(body.now).toBeLessThan(NOW_MS + 60 * 60_000);
  });

  it("times out after real seconds", async () => {
    await openAtSpeed60("exports.handler = () => new Promise(() => setTimeout(() => {}, 60_000));", {
      Timeout: 1,
    });
    expect((await bed.invoke("f")).body.errorMessage).toContain("Task timed out after 1.00 seconds");
    const duration = bed.metrics.find(({ name }) => name === "Duration")?.values[0];
    expect(duration).toBe(1_000);
  });
});

describe("a function at the machine's own time", () => {
  it("has Node's own Date", async () => {
    bed = openTestBed();
    await bed.create(
      "f",
      "exports.handler = async () => [require('node:util').types.isProxy(Date), Date.now()];",
    );
    const [isProxy, now] = (await bed.invoke("f")).body;
    expect(isProxy).toBe(false);
    expect(Math.abs(Date.now() - now)).toBeLessThan(60_000);
  });
});

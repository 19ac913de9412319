// Shows the function the cloud's time in `Date`, where that is not the machine's. Durations stay real: timers,
// `performance` and `process.hrtime` are left alone.
"use strict";

const { isMainThread, getEnvironmentData, setEnvironmentData } = require("node:worker_threads");

/** Environment variable; also the key under which workers, who do not get it, find the clock. */
const CLOCK = "_LOCAL_RUNTIME_CLOCK";

const machineNow = Date.now;

/** How cloud time follows from the machine's; undefined where the two are the same. */
function takeScale() {
  const text = isMainThread ? process.env[CLOCK] : getEnvironmentData(CLOCK);
  if (text === undefined) return undefined;
  delete process.env[CLOCK];
  setEnvironmentData(CLOCK, text);
  return JSON.parse(text);
}

/** True when `Date` shows other than the machine's time from now on. */
function installCloudClock() {
  const scale = takeScale();
  if (scale === undefined) return false;
  const { machineOriginMs, cloudOriginMs, speed } = scale;
  const cloudNow = () => Math.floor(cloudOriginMs + (machineNow() - machineOriginMs) * speed);
  const MachineDate = Date;
  const CloudDate = new Proxy(MachineDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [cloudNow()] : args, newTarget),
    apply: () => new MachineDate(cloudNow()).toString(),
  });
  MachineDate.now = cloudNow;
  MachineDate.prototype.constructor = CloudDate;
  globalThis.Date = CloudDate;
  return true;
}

/**
 * `Date` for aws-lambda-ric alone. It stamps log lines by the cloud's time; but `Date.now` it calls only to tell how much
 * of an invocation's time is left, and that is measured by the machine's.
 */
function clientDate() {
  return new Proxy(Date, {
    get: (target, key) => (key === "now" ? machineNow : Reflect.get(target, key)),
  });
}

module.exports = { installCloudClock, clientDate };

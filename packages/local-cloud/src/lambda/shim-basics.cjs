// What the process of every sandbox needs, whoever speaks to the Runtime API in it. See runtime-shim.cjs and
// bootstrap-shim.cjs.
"use strict";

/** Makes this process one that ends with the local cloud and loses no line of output. */
function prepareProcess() {
  // Workers and forked processes inherit the `--require` option and must not do any of this again.
  process.execArgv.length = 0;
  watchLifeline(3);
  writeOutputAtOnce();
}

/** What is to go wrong before the handler is loaded; undefined: nothing. */
function takeInitFault() {
  const text = process.env._LOCAL_RUNTIME_INIT_FAULT;
  delete process.env._LOCAL_RUNTIME_INIT_FAULT;
  return text === undefined ? undefined : JSON.parse(text);
}

function goWrong({ delayMs, crashes }) {
  if (delayMs > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, delayMs);
  if (crashes) process.exit(1);
}

/** Output goes out before the answer does, however much it is; else its end would come after the END line. */
function writeOutputAtOnce() {
  for (const stream of [process.stdout, process.stderr]) stream._handle?.setBlocking?.(true);
}

/** The local cloud holds the other end of this pipe and never writes to it: its end means that the cloud died. */
function watchLifeline(fd) {
  const { Socket } = require("node:net");
  const lifeline = new Socket({ fd, readable: true, writable: false });
  const exit = () => {
    try {
      // The sandbox leads its own process group; whatever the handler started goes too.
      process.kill(-process.pid, "SIGKILL");
    } catch {
      process.kill(process.pid, "SIGKILL");
    }
  };
  lifeline.on("error", exit).on("close", exit).resume();
  lifeline.unref();
}

module.exports = { prepareProcess, takeInitFault, goWrong };

// Loaded with `node --require` before the unmodified aws-lambda-ric. It does three things:
// 1. Stands in for the client's native addon (rapid-client.node), which needs a compiler to install.
// 2. Makes writes to the log synchronous.
// 3. Ends the process when the local cloud that started it is gone, however it went.
"use strict";

const { isMainThread } = require("node:worker_threads");

// Workers and forked processes inherit the `--require` option and must not do any of this again.
if (isMainThread) {
  process.execArgv.length = 0;
  watchLifeline(3);
  writeOutputAtOnce();
  installRuntimeClient();
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

function installRuntimeClient() {
  const { registerHooks } = require("node:module");
  const { pathToFileURL } = require("node:url");
  const url = pathToFileURL(require.resolve("./runtime-client.cjs")).href;
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      if (specifier !== "./rapid-client.node") return next(specifier, context);
      // One shot: from here on the function's own imports resolve exactly as without us.
      hooks.deregister();
      return { url, format: "commonjs", shortCircuit: true };
    },
  });
}

// Loaded with `node --require` before the unmodified aws-lambda-ric. It does six things:
// 1. Stands in for the client's native addon (rapid-client.node), which needs a compiler to install.
// 2. Gives the client the secret that its Runtime API asks for.
// 3. Makes writes to the log synchronous.
// 4. Ends the process when the local cloud that started it is gone, however it went.
// 5. Shows the cloud's time, where it runs faster than the machine's; see runtime-clock.cjs.
// 6. Makes the initialisation slow, or end, where the local cloud was told so.
"use strict";

const { isMainThread } = require("node:worker_threads");
const { installCloudClock } = require("./runtime-clock.cjs");

const hasOwnTime = installCloudClock();

// Workers and forked processes inherit the `--require` option and must not do any of the rest again.
if (isMainThread) {
  process.execArgv.length = 0;
  watchLifeline(3);
  writeOutputAtOnce();
  installRuntimeClient(takeInitFault());
}

function takeInitFault() {
  const text = process.env._LOCAL_RUNTIME_INIT_FAULT;
  delete process.env._LOCAL_RUNTIME_INIT_FAULT;
  return text === undefined ? undefined : JSON.parse(text);
}

/** Called in the place of the first thing that the handler's module does. */
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

function installRuntimeClient(initFault) {
  const { registerHooks } = require("node:module");
  const { pathToFileURL } = require("node:url");
  require("./runtime-http.cjs");
  // The client asks for `node:http` first and for its addon last, before it loads the handler.
  const replacements = {
    "node:http": pathToFileURL(require.resolve("./runtime-http.cjs")).href,
    "./rapid-client.node": pathToFileURL(require.resolve("./runtime-client.cjs")).href,
  };
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      if (!Object.hasOwn(replacements, specifier)) return next(specifier, context);
      // From the addon on, the function's own imports resolve exactly as without us.
      if (specifier === "./rapid-client.node") {
        hooks.deregister();
        if (initFault !== undefined) goWrong(initFault);
      }
      return { url: replacements[specifier], format: "commonjs", shortCircuit: true };
    },
    load(url, context, next) {
      const loaded = next(url, context);
      if (!hasOwnTime || !url.endsWith("/aws-lambda-ric/index.mjs")) return loaded;
      const date = pathToFileURL(require.resolve("./runtime-date.cjs")).href;
      // No line of its own, so that the numbers of the others stay as they are.
      const own = `import Date from ${JSON.stringify(date)}; `;
      return {
        ...loaded,
        source: Buffer.from(loaded.source)
          .toString()
          .replace(/^(?:#!.*\n)?/, (start) => start + own),
      };
    },
  });
}

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

if (isMainThread) {
  const { prepareProcess, takeInitFault } = require("./shim-basics.cjs");
  prepareProcess();
  installRuntimeClient(takeInitFault());
}

function installRuntimeClient(initFault) {
  const { registerHooks } = require("node:module");
  const { pathToFileURL } = require("node:url");
  const { goWrong } = require("./shim-basics.cjs");
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
        // In the place of the first thing that the handler's module does.
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

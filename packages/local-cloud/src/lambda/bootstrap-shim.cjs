// Loaded with `node --require` before a bootstrap: a program of the image's own that speaks to the Runtime API over
// `node:net`, loads the handler and serves. As runtime-shim.cjs it gives the secret, makes output synchronous, ends the
// process with the local cloud, shows the cloud's time and makes the initialisation go wrong where it is told to.
// It loads no module that would be slow and that the bootstrap itself does without, such as `node:http`.
"use strict";

const { isMainThread } = require("node:worker_threads");
const { installCloudClock } = require("./runtime-clock.cjs");

const hasOwnTime = installCloudClock();

if (isMainThread) {
  const { prepareProcess, takeInitFault, goWrong } = require("./shim-basics.cjs");
  prepareProcess();
  require("./runtime-net.cjs");
  if (hasOwnTime) showMachineTimeTo(process.argv[1]);
  const initFault = takeInitFault();
  if (initFault !== undefined) goWrong(initFault);
}

/**
 * The bootstrap compares the deadline of an invocation with the machine's time, all other code sees the cloud's.
 * Only its own file is meant, not the handler's that it loads.
 */
function showMachineTimeTo(file) {
  const { registerHooks } = require("node:module");
  const { pathToFileURL } = require("node:url");
  const bootstrap = pathToFileURL(require("node:fs").realpathSync(file)).href;
  const date = require.resolve("./runtime-date.cjs");
  const hooks = registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (url !== bootstrap) return loaded;
      hooks.deregister();
      const own =
        loaded.format === "module"
          ? `import Date from ${JSON.stringify(pathToFileURL(date).href)}; `
          : `const Date = require(${JSON.stringify(date)}); `;
      return { ...loaded, source: withFirst(Buffer.from(loaded.source ?? readFile(url)).toString(), own) };
    },
  });
}

/** Node reads CommonJS files late, so that a hook may find no text yet. */
function readFile(url) {
  return require("node:fs").readFileSync(new URL(url));
}

/** Strict mode stays strict, and the numbers of lines stay as they are. */
function withFirst(source, statement) {
  return source.replace(/^(?:#!.*\n)?(?:\s|\/\/.*|\/\*[^]*?\*\/)*(?:(["'])use strict\1;?)?/, (start) =>
    /use strict["']$/.test(start) ? `${start}; ${statement}` : start + statement,
  );
}

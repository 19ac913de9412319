// Loaded before a bootstrap under test. When the process is stopped, writes which of Node's own modules it has loaded.
"use strict";

const { writeFileSync } = require("node:fs");

const file = process.env.MODULE_PROBE_FILE;
delete process.env.MODULE_PROBE_FILE;
process.once("SIGTERM", () => {
  const loaded = process.moduleLoadList
    .filter((entry) => entry.startsWith("NativeModule "))
    .map((entry) => entry.slice("NativeModule ".length));
  writeFileSync(file, JSON.stringify(loaded));
  process.exit(0);
});

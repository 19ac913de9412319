import { readFileSync, writeFileSync } from "node:fs";
import { smallPng } from "./small-png.ts";

// Makes pictures small that are to stay in the repository, where they stand: `pnpm shrink FILE …`.

for (const file of process.argv.slice(2)) writeFileSync(file, smallPng(readFileSync(file)));

import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFileTree } from "./file-tree.ts";
import { readFolder, writeFolder } from "./folder-tree.ts";
import { openRunCache, type RunStep } from "./run-cache.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "switchyard-runs-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

function stepOf(program: string): RunStep {
  const hostPath = join(dir, "program.cjs");
  writeFileSync(hostPath, program);
  const tree = createFileTree(["/work"], [["/work/program.cjs", { hostPath, executable: false }]]);
  return { tree, workingDir: "/work", args: ["program.cjs"], env: {} };
}

describe("openRunCache", () => {
  it("ends a program that takes too long, and keeps nothing of it", async () => {
    const run = openRunCache(join(dir, "cache"), 500);
    await expect(run(stepOf("setInterval(() => {}, 1000);"))).rejects.toThrow(
      "RUN of node program.cjs wrote nothing and was stopped after 500 ms, the time limit",
    );
    expect(readdirSync(join(dir, "cache"))).toEqual([]);
  });

  it("says by which signal a program ended", async () => {
    const run = openRunCache(join(dir, "cache"));
    await expect(
      run(stepOf('process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000);')),
    ).rejects.toThrow("was ended by SIGTERM");
  });

  it("works in a folder behind a link, whose path has blanks", async () => {
    mkdirSync(join(dir, "with blank"));
    symlinkSync(join(dir, "with blank"), join(dir, "link"));
    const run = openRunCache(join(dir, "link/cache"));
    const step = stepOf('require("node:fs").writeFileSync("/work/out.txt".slice(6), "done");');
    const { files } = await run(step);
    expect([...files.keys()]).toEqual(["/work/out.txt", "/work/program.cjs"]);
    expect(readFileSync(files.get("/work/out.txt")?.hostPath ?? "", "utf8")).toBe("done");
    expect([...step.tree.files.keys()]).toEqual(["/work/program.cjs"]);
  });

  it("gives two clouds on the same folder one result", async () => {
    const step = stepOf('require("node:fs").writeFileSync("out.txt", crypto.randomUUID());');
    const trees = await Promise.all([1, 2, 3].map(() => openRunCache(join(dir, "cache"))(step)));
    const paths = trees.map((tree) => tree.files.get("/work/out.txt")?.hostPath);
    expect(new Set(paths).size).toBe(1);
    expect(readdirSync(join(dir, "cache"))).toHaveLength(1);
  });
});

describe("a tree in a folder", () => {
  it("is read as it was written: files, rights to execute, empty folders", async () => {
    const hostPath = join(dir, "file");
    writeFileSync(hostPath, "text");
    const tree = createFileTree(["/empty/er"]);
    tree.addFile("/bin/run", { hostPath, executable: true });
    tree.addFile("/text", { hostPath, executable: false });
    await writeFolder(tree, join(dir, "root"));

    const read = readFolder(join(dir, "root"));
    expect(read.folders()).toEqual(["/", "/bin", "/empty", "/empty/er"]);
    expect([...read.files]).toEqual([
      ["/bin/run", { hostPath: join(dir, "root/bin/run"), executable: true }],
      ["/text", { hostPath: join(dir, "root/text"), executable: false }],
    ]);
  });

  it("has no links", () => {
    mkdirSync(join(dir, "root"));
    symlinkSync("/etc", join(dir, "root/link"));
    expect(() => readFolder(join(dir, "root"))).toThrow('"/link" is neither a file nor a folder');
  });
});

import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ImagesTestBed, openImagesTestBed } from "./testing.ts";

const DISTROLESS = "FROM gcr.io/distroless/nodejs24-debian13:nonroot";

let bed: ImagesTestBed;
beforeEach(async () => {
  bed = await openImagesTestBed();
});
afterEach(() => bed.close());

/** Builds an image whose `/work` holds `tool.cjs`, after the instructions. */
async function build(tool: string, instructions: string) {
  bed.write({
    "dist/tool.cjs": tool,
    Dockerfile: `${DISTROLESS}\nCOPY dist/ /work/\nWORKDIR /work\n${instructions}\nCMD ["index.handler"]\n`,
  });
  const request = {
    repositoryName: "router",
    context: bed.context,
    platform: "linux/arm64",
    tags: [],
  } as const;
  const { digest, imageUri } = await bed.images.build(request);
  const { rootDir } = bed.images.source.resolve(imageUri);
  const text = (path: string): string => readFileSync(join(rootDir, path), "utf8");
  return { digest, rootDir, text, seen: (): unknown => JSON.parse(text("/work/seen.json")) };
}

const RUN = 'RUN ["/nodejs/bin/node", "tool.cjs"]';
const write = (expression: string): string =>
  `require("node:fs").writeFileSync("seen.json", JSON.stringify(${expression}));`;
const RANDOM = write("crypto.randomUUID()");

const cacheDir = (): string => join(bed.dir, "images/run-cache");

describe("RUN of the base image's Node.js", () => {
  it("changes, adds and removes files of the stage", async () => {
    bed.write({ "dist/old.txt": "old", "dist/gone.txt": "gone" });
    const image = await build(
      `const fs = require("node:fs");
fs.appendFileSync("old.txt", " and new");
fs.rmSync("gone.txt");
fs.mkdirSync("made/empty", { recursive: true });
fs.writeFileSync("made/run.sh", "#!/bin/sh", { mode: 0o755 });`,
      `${RUN}\nCOPY dist/old.txt /work/made/`,
    );
    expect(
      readdirSync(join(image.rootDir, "work"), { recursive: true, encoding: "utf8" }).toSorted(),
    ).toEqual(["made", "made/empty", "made/old.txt", "made/run.sh", "old.txt", "tool.cjs"]);
    expect([image.text("work/old.txt"), image.text("work/made/old.txt")]).toEqual(["old and new", "old"]);
  });

  it("has the working directory and the variables of its stage, and nothing of this machine's", async () => {
    const image = await build(
      write(`{
        cwd: require("node:path").basename(process.cwd()),
        node: process.version,
        home: process.env.HOME === require("node:os").tmpdir(),
        names: Object.keys(process.env).filter((name) => !["HOME", "TMPDIR"].includes(name)).sort(),
        both: process.env.BOTH,
      }`),
      `ARG BOTH=arg GIVEN=1\nENV BOTH=env HOME=/tmp\n${RUN}`,
    );
    expect(image.seen()).toEqual({
      cwd: "work",
      node: process.version,
      home: true,
      names: ["BOTH", "GIVEN", "PATH", "SSL_CERT_FILE"],
      both: "env",
    });
  });

  it("finds the paths of the image that its arguments name", async () => {
    bed.write({ "dist/before.cjs": "globalThis.before = true;" });
    const image = await build(
      `const { relative } = require("node:path");
const show = (arg) => arg.replace(/(?<=^|=)\\/.*/, (path) => relative(process.cwd(), path));
${write("{ before, args: process.argv.slice(2).map(show) }")}`,
      'RUN ["/nodejs/bin/node", "--require=/work/before.cjs", "/work/tool.cjs", "a/b", "/work/out", "--to=/opt/x", "/../../work", "-x"]',
    );
    expect(image.seen()).toEqual({ before: true, args: ["a/b", "out", "--to=../opt/x", "", "-x"] });
  });

  it("may be called node where the base image has it on the PATH", async () => {
    bed.write({ "a.cjs": 'require("node:fs").writeFileSync("out.txt", "done");' });
    const { imageUri } = await bed.build(
      'COPY a.cjs .\nRUN ["node", "a.cjs"]\nRUN ["/var/lang/bin/node", "a.cjs"]\nCMD ["index.handler"]',
    );
    const { rootDir } = bed.images.source.resolve(imageUri);
    expect(readFileSync(join(rootDir, "var/task/out.txt"), "utf8")).toBe("done");
  });

  it.each([
    "RUN npm ci",
    'RUN ["/bin/sh", "-c", "node tool.cjs"]',
    "RUN /nodejs/bin/node tool.cjs",
    // As in a container: the folder of Node.js is not on the PATH of this base image.
    'RUN ["node", "tool.cjs"]',
    'RUN ["/var/lang/bin/node", "tool.cjs"]',
    "RUN []",
  ])("refuses %s, with its line and what is possible", async (instruction) => {
    await expect(build(RANDOM, instruction)).rejects.toThrow(
      `Dockerfile:4: ${instruction} cannot be carried out here: the local cloud builds images without a container engine. Of commands it runs only the base image's Node.js in exec form, for example RUN ["/nodejs/bin/node", "prepare.cjs"].`,
    );
    expect(existsSync(cacheDir())).toBe(false);
  });

  it("refuses options of a container engine", async () => {
    await expect(build(RANDOM, 'RUN --network=none ["/nodejs/bin/node", "tool.cjs"]')).rejects.toThrow(
      "Dockerfile:4: RUN --network is not supported.",
    );
  });

  it("names the line of a program that fails and shows the end of its output, with paths of the image", async () => {
    const failing = `for (let n = 1; n <= 30; n += 1) console.log("line " + n);
console.error("No " + __filename);
process.exitCode = 3;`;
    const message = await build(failing, RUN).catch((error: Error) => error.message);
    const lines = Array.from({ length: 19 }, (_, index) => `line ${index + 12}`);
    expect(message).toBe(
      [
        "Dockerfile:4: RUN of node tool.cjs wrote",
        ...lines,
        "No /work/tool.cjs",
        "and ended with exit code 3.",
      ].join("\n"),
    );
    expect(readdirSync(cacheDir())).toEqual([]);
  });

  it.each([
    ["a write outside", 'fs.writeFileSync(outside, "x")'],
    ["a read outside", "fs.readFileSync(outside)"],
    ["a link", 'fs.symlinkSync("tool.cjs", "link.cjs")'],
    ["another program", 'require("node:child_process").execFileSync("/bin/sh", ["-c", "true"])'],
  ])("is kept to the files of the image: %s fails", async (_what, code) => {
    const outside = join(tmpdir(), "switchyard-outside-any-image");
    const tool = `const fs = require("node:fs");\nconst outside = ${JSON.stringify(outside)};\n${code};`;
    await expect(build(tool, RUN)).rejects.toThrow("ERR_ACCESS_DENIED");
    expect(existsSync(outside)).toBe(false);
  });
});

describe("the result of RUN", () => {
  it("is kept: the same step on the same files is not run again", async () => {
    const first = await build(RANDOM, RUN);
    const again = await build(RANDOM, `# other lines, same step\n${RUN}`);
    expect(again.digest).toBe(first.digest);
    expect(readdirSync(cacheDir())).toHaveLength(1);
  });

  it.each([
    ["a file", `${RANDOM}\n`, RUN, "dist/other.txt"],
    ["the program", `${RANDOM}//`, RUN, undefined],
    ["an argument", RANDOM, 'RUN ["/nodejs/bin/node", "tool.cjs", "x"]', undefined],
    ["a variable", RANDOM, `ENV A=1\n${RUN}`, undefined],
    ["the working directory", RANDOM, `WORKDIR /\nRUN ["/nodejs/bin/node", "/work/tool.cjs"]`, undefined],
  ])("is made anew after a change of %s", async (_what, tool, instructions, newFile) => {
    await build(RANDOM, RUN);
    if (newFile !== undefined) bed.write({ [newFile]: "new" });
    await build(tool, instructions);
    expect(readdirSync(cacheDir())).toHaveLength(2);
  });

  it("is one and the same for two builds at once", async () => {
    const [one, two] = await Promise.all([build(RANDOM, RUN), build(RANDOM, RUN)]);
    expect(one.digest).toBe(two.digest);
    expect(readdirSync(cacheDir())).toHaveLength(1);
  });

  it("is kept for the 20 steps used last, and longer while a build may read it", async () => {
    const first = await build(RANDOM, RUN);
    const longAgoS = Date.now() / 1000 - 3600;
    for (let n = 1; n <= 30; n += 1) {
      const folder = join(cacheDir(), `old-${n}`);
      mkdirSync(folder);
      utimesSync(folder, longAgoS - n, longAgoS - n);
    }
    const again = await build(RANDOM, RUN);
    expect(again.digest).toBe(first.digest);
    const old = readdirSync(cacheDir()).filter((name) => name.startsWith("old-"));
    expect(old.toSorted()).toEqual(Array.from({ length: 19 }, (_, index) => `old-${index + 1}`).toSorted());

    for (let n = 1; n <= 30; n += 1) mkdirSync(join(cacheDir(), `recent-${n}`));
    await build(RANDOM, RUN);
    expect(readdirSync(cacheDir())).toHaveLength(31);
  });
});

describe("an image with a stage that prepares it", () => {
  it("holds what the preparation left, and the last stage's settings", async () => {
    bed.write({
      "dist/prepare.cjs": `const { writeFileSync } = require("node:fs");
const { join, resolve } = require("node:path");
writeFileSync(join(resolve(process.argv[2]), "code-cache.bin"), crypto.randomUUID());`,
      "dist/app/bootstrap.cjs": "start",
      "dist/app/index.cjs": "code",
      Dockerfile: `ARG BASE_IMAGE=gcr.io/distroless/nodejs24-debian13:nonroot
FROM \${BASE_IMAGE} AS prepare
COPY --chown=65532:65532 dist/ /work/
WORKDIR /work
RUN ["/nodejs/bin/node", "prepare.cjs", "app"]
FROM \${BASE_IMAGE}
ENV HOME=/tmp NODE_ENV=production
COPY --from=prepare /work/app/ /var/task/
WORKDIR /var/task
USER 65532
ARG RELEASE=""
LABEL org.opencontainers.image.version=$RELEASE
ENTRYPOINT ["/nodejs/bin/node", "/var/task/bootstrap.cjs"]
CMD ["index.handler"]
`,
    });
    const buildRelease = (RELEASE: string) =>
      bed.images.build({
        repositoryName: "router",
        context: bed.context,
        platform: "linux/arm64",
        tags: [],
        buildArgs: { RELEASE },
      });
    const { imageUri, digest } = await buildRelease("one");
    const image = bed.images.source.resolve(imageUri);
    expect(image).toMatchObject({
      entryPoint: ["/nodejs/bin/node", "/var/task/bootstrap.cjs"],
      command: ["index.handler"],
      workingDir: "/var/task",
      env: { HOME: "/tmp", NODE_ENV: "production" },
    });
    expect(readdirSync(join(image.rootDir, "var/task"))).toEqual([
      "bootstrap.cjs",
      "code-cache.bin",
      "index.cjs",
    ]);
    expect(existsSync(join(image.rootDir, "work"))).toBe(false);
    const config: unknown = JSON.parse(readFileSync(join(image.rootDir, "../config.json"), "utf8"));
    expect(config).toMatchObject({
      user: "65532",
      labels: { "org.opencontainers.image.version": "one" },
    });
    expect((await buildRelease("one")).digest).toBe(digest);
    const other = bed.images.source.resolve((await buildRelease("two")).imageUri);
    expect(other.digest).not.toBe(digest);
    const cacheOf = (rootDir: string): string =>
      readFileSync(join(rootDir, "var/task/code-cache.bin"), "utf8");
    expect(cacheOf(other.rootDir)).toBe(cacheOf(image.rootDir));
  });
});

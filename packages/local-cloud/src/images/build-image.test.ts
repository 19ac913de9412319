import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BASE, HOST, type ImagesTestBed, openImagesTestBed } from "./testing.ts";

let bed: ImagesTestBed;
beforeEach(async () => {
  bed = await openImagesTestBed();
  bed.write({ "dist/index.cjs": "code", "dist/routes.json": "{}", "README.md": "read", "deep/a/b.txt": "b" });
});
afterEach(() => bed.close());

const CMD = 'CMD ["index.handler"]';

/** The files of the built image by path, with their content. */
async function filesOf(instructions: string, request: object = {}): Promise<Record<string, string>> {
  const { imageUri } = await bed.build(`${instructions}\n${CMD}`, request);
  const { rootDir } = bed.images.source.resolve(imageUri);
  const files = readdirSync(rootDir, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(rootDir.length), readFileSync(path, "utf8")];
    }),
  );
}

describe("a build", () => {
  it("gives an image with the base image's settings and the Dockerfile's", async () => {
    const { digest, imageUri } = await bed.build(`ARG STAGE=local
ENV STAGE=\${STAGE} NODE_ENV="production"
LABEL team=core
EXPOSE 8080
USER 1000
COPY dist/ \${LAMBDA_TASK_ROOT}/
${CMD}`);
    expect(imageUri).toBe(`${HOST}/router@${digest}`);
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    const image = bed.images.source.resolve(imageUri);
    expect(image).toMatchObject({
      digest,
      rootDir: join(bed.dir, "images", digest.slice(7), "rootfs"),
      entryPoint: ["/lambda-entrypoint.sh"],
      command: ["index.handler"],
      workingDir: "/var/task",
      env: {
        STAGE: "local",
        NODE_ENV: "production",
        LAMBDA_TASK_ROOT: "/var/task",
        LAMBDA_RUNTIME_DIR: "/var/runtime",
        AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
      },
    });
    expect(readFileSync(join(image.rootDir, "var/task/index.cjs"), "utf8")).toBe("code");
  });

  it.each([
    ["COPY dist/index.cjs .", { "/var/task/index.cjs": "code" }],
    ["COPY dist/index.cjs app.cjs", { "/var/task/app.cjs": "code" }],
    ["COPY dist/index.cjs /opt", { "/opt/index.cjs": "code" }],
    ["COPY dist/index.cjs /new/", { "/new/index.cjs": "code" }],
    ["COPY dist .", { "/var/task/index.cjs": "code", "/var/task/routes.json": "{}" }],
    ["COPY dist/*.json README.md ./x/", { "/var/task/x/routes.json": "{}", "/var/task/x/README.md": "read" }],
    ["COPY **/*.txt ./", { "/var/task/b.txt": "b" }],
    ['COPY ["README.md", "with space/"]', { "/var/task/with space/README.md": "read" }],
    ["WORKDIR /srv\nWORKDIR app\nCOPY README.md .", { "/srv/app/README.md": "read" }],
    ["COPY README.md x\nCOPY dist/index.cjs x", { "/var/task/x": "code" }],
    ["COPY deep /d", { "/d/a/b.txt": "b" }],
  ])("copies as Docker does: %s", async (instructions, expected) => {
    expect(await filesOf(instructions)).toEqual(expected);
  });

  it("copies from an earlier stage, and builds only up to the target", async () => {
    const stages = `AS first\nCOPY dist /out/\n${CMD}\n${BASE} AS second\nCOPY --from=first /out/*.cjs ./`;
    bed.write({ Dockerfile: `${BASE} ${stages}\n${CMD}\n` });
    const build = (target?: string) =>
      bed.images.build({
        repositoryName: "router",
        context: bed.context,
        platform: "linux/arm64",
        tags: [],
        ...(target === undefined ? {} : { target }),
      });
    const paths = async (target?: string) => {
      const { rootDir } = bed.images.source.resolve((await build(target)).imageUri);
      return readdirSync(rootDir, { recursive: true, encoding: "utf8" })
        .filter((path) => /\.(cjs|json)$/.test(path))
        .toSorted((a, b) => (a < b ? -1 : 1));
    };
    expect(await paths()).toEqual(["var/task/index.cjs"]);
    expect(await paths("first")).toEqual(["out/index.cjs", "out/routes.json"]);
    await expect(build("third")).rejects.toThrow('there is no stage "third"');
  });

  it("leaves out what .dockerignore hides, and says so when a source is hidden", async () => {
    bed.write({ ".dockerignore": "**/*.json\nREADME.md\n" });
    expect(await filesOf("COPY dist .")).toEqual({ "/var/task/index.cjs": "code" });
    await expect(filesOf("COPY README.md .")).rejects.toThrow(
      'Dockerfile:2: "README.md" is hidden by the .dockerignore file.',
    );
    bed.write({ "Dockerfile.dockerignore": "dist/index.cjs" });
    expect(await filesOf("COPY dist .")).toEqual({ "/var/task/routes.json": "{}" });
  });

  it("brings back what .dockerignore excepts", async () => {
    bed.write({ ".dockerignore": "*\n!dist/*.cjs\n" });
    expect(await filesOf("COPY . .")).toEqual({ "/var/task/dist/index.cjs": "code" });
  });

  it("keeps the right to execute, and nothing writable", async () => {
    bed.write({ "run.sh": "#!/bin/sh" });
    chmodSync(join(bed.context, "run.sh"), 0o755);
    const { imageUri } = await bed.build(`COPY run.sh README.md ./\nCOPY --chmod=755 README.md exec\n${CMD}`);
    const { rootDir } = bed.images.source.resolve(imageUri);
    const mode = (name: string) => statSync(join(rootDir, "var/task", name)).mode & 0o777;
    expect([mode("run.sh"), mode("README.md"), mode("exec")]).toEqual([0o555, 0o444, 0o555]);
  });

  it.each([
    ["COPY ../outside .", '"../outside" is outside the build context'],
    ["COPY dist/../../outside .", "is outside the build context"],
    ["COPY /etc/passwd .", '"/etc/passwd" is absolute'],
    ["COPY link .", '"link" is a link that leads out of the build context'],
    ["COPY links .", '"links/file" is a link that leads out'],
    ["COPY folder-link/secret .", '"folder-link/secret" is a link that leads out'],
    ["COPY li*k .", '"link" is a link that leads out'],
  ])("reads nothing outside the context: %s", async (instructions, message) => {
    mkdirSync(join(bed.dir, "outside"));
    writeFileSync(join(bed.dir, "outside/secret"), "secret");
    mkdirSync(join(bed.context, "links"));
    symlinkSync(join(bed.dir, "outside/secret"), join(bed.context, "link"));
    symlinkSync("../../outside/secret", join(bed.context, "links/file"));
    symlinkSync("../outside", join(bed.context, "folder-link"));
    await expect(filesOf(instructions)).rejects.toThrow(message);
  });

  it("cannot place a file outside the image", async () => {
    expect(await filesOf("COPY README.md ../../../../../../etc/x")).toEqual({ "/etc/x": "read" });
  });

  it("follows links within the context, but not in circles", async () => {
    symlinkSync("dist/index.cjs", join(bed.context, "alias.cjs"));
    expect(await filesOf("COPY alias.cjs .")).toEqual({ "/var/task/alias.cjs": "code" });
    symlinkSync("..", join(bed.context, "deep/loop"));
    await expect(filesOf("COPY deep .")).rejects.toThrow("is a link to a folder that contains it");
  });

  it.each([
    ["COPY nothing .", 'Dockerfile:2: "nothing" is not in the build context'],
    ["COPY *.nothing .", 'Dockerfile:2: "*.nothing" matches no file'],
    ["COPY README.md dist x", 'several sources need a folder as destination: write "x/"'],
    ["COPY --from=builder a b", "there is no earlier stage of that name"],
    ["COPY --parents a b", "COPY --parents is not supported"],
    ["COPY --chmod=u+x README.md .", "expected an octal mode"],
    ["COPY README.md", "COPY needs at least one source and a destination"],
    ["COPY README.md x\nCOPY README.md x/y", '"/var/task/x" is a file in the image already'],
    ["ENV A", "ENV A: expected ENV name=value"],
    ["ENV A=$B", "${B} is not defined"],
    ["CMD index.handler", "CMD needs the exec form"],
    ["FROM debian:13", 'the base image "debian:13" is not known here'],
    ["HEALTHCHECK NONE", "Dockerfile:2: HEALTHCHECK cannot be carried out here"],
    ["FROM --platform=linux/amd64 public.ecr.aws/lambda/nodejs:24", "FROM asks for linux/amd64"],
    ["WORKDIR a b", "WORKDIR takes one argument"],
  ])("refuses %s", async (instructions, message) => {
    await expect(filesOf(instructions)).rejects.toThrow(message);
  });

  it("refuses an image without CMD, and a Dockerfile that is not there", async () => {
    await expect(bed.build("COPY dist .")).rejects.toThrow("the image has no CMD");
    await expect(bed.build(CMD, { dockerfile: join(bed.context, "Other") })).rejects.toThrow(
      "Cannot read the Dockerfile",
    );
  });

  it("takes build arguments that an ARG declares, before FROM too, and refuses others", async () => {
    bed.write({
      Dockerfile: `ARG TAG=22\nFROM public.ecr.aws/lambda/nodejs:\${TAG}\nARG TAG\nARG TARGETARCH\nENV SEEN=$TAG-$TARGETARCH\n${CMD}\n`,
    });
    const build = (buildArgs: Record<string, string>) =>
      bed.images.build({
        repositoryName: "router",
        context: bed.context,
        platform: "linux/arm64",
        tags: [],
        buildArgs,
      });
    const seen = async (buildArgs: Record<string, string>) => {
      const { env } = bed.images.source.resolve((await build(buildArgs)).imageUri);
      return [env["SEEN"], env["AWS_EXECUTION_ENV"]];
    };
    expect(await seen({})).toEqual(["22-arm64", "AWS_Lambda_nodejs22.x"]);
    expect(await seen({ TAG: "24" })).toEqual(["24-arm64", "AWS_Lambda_nodejs24.x"]);
    await expect(build({ TAGG: "24" })).rejects.toThrow("no ARG declares the build argument TAGG");
  });
});

describe("the digest", () => {
  const digest = async (instructions = "COPY . .", request: object = {}) =>
    (await bed.build(`${instructions}\n${CMD}`, { ...request })).digest;

  it("is the same for the same files, whenever they were written", async () => {
    bed.write({ ".dockerignore": "Dockerfile" });
    const first = await digest();
    utimesSync(join(bed.context, "README.md"), 1, 1);
    expect(await digest()).toBe(first);
    expect(await digest("# comment\nCOPY . .")).toBe(first);
    expect(readdirSync(join(bed.dir, "images"))).toEqual([first.slice(7)]);
  });

  it.each([
    ["content", () => bed.write({ "README.md": "other" })],
    ["name", () => bed.write({ "README2.md": "read" })],
    ["right to execute", () => chmodSync(join(bed.context, "README.md"), 0o755)],
  ])("differs with a file's %s", async (_what, change) => {
    const first = await digest();
    change();
    expect(await digest()).not.toBe(first);
  });

  it("differs with the configuration and the platform", async () => {
    bed.write({ ".dockerignore": "Dockerfile" });
    const digests = [
      await digest(),
      await digest("COPY . .\nENV A=1"),
      await digest("COPY . .\nENV A=2"),
      await digest("COPY . .", { platform: "linux/amd64" }),
    ];
    expect(new Set(digests).size).toBe(4);
  });

  it("is the same from two builds at once", async () => {
    const [one, two] = await Promise.all([digest(), digest()]);
    expect(one).toBe(two);
  });
});

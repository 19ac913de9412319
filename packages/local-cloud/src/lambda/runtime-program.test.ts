import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { StoredImage } from "../ports.ts";
import { createCodePackages, type RunnableCode } from "./code-packages.ts";
import { refusal } from "./testing.ts";
import type { ZipPackages } from "./zip-packages.ts";

const URI = "000000000000.dkr.ecr.us-east-1.amazonaws.com/router:v1";

let rootDir: string;
beforeEach(() => {
  rootDir = mkdtempSync(join(tmpdir(), "switchyard-runtime-"));
  mkdirSync(join(rootDir, "var/task/lib.js"), { recursive: true });
  writeFileSync(join(rootDir, "var/task/bootstrap.cjs"), "");
  writeFileSync(join(rootDir, "var/task/bootstrap.mjs"), "");
});
afterEach(() => rmSync(rootDir, { recursive: true }));

const zips: ZipPackages = {
  add: () => ({ sha256: "hash", sizeBytes: 1 }),
  folderOf: () => "/zips/hash",
};

/** Opens an image with the entry point on a base image with the variables. */
function open(entryPoint: readonly string[], env: Readonly<Record<string, string>> = {}): RunnableCode {
  const image: StoredImage = {
    digest: "sha256:0",
    rootDir,
    entryPoint,
    command: ["index.handler"],
    workingDir: "/var/task",
    env,
  };
  const packages = createCodePackages({ resolve: () => image }, zips);
  const code = { kind: "image", imageUri: URI, digest: "sha256:0" } as const;
  return packages.open({ code });
}

const OF_AWS = { LAMBDA_RUNTIME_DIR: "/var/runtime", AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x" };

describe("what speaks to the Runtime API", () => {
  it("is the runtime client for a zip package and for the entry point of AWS's base images", () => {
    const code = { kind: "zip", sha256: "hash", sizeBytes: 1 } as const;
    const packages = createCodePackages({ resolve: () => expect.unreachable() }, zips);
    const zip = packages.open({ code, runtime: "nodejs24.x", handler: "index.handler" });
    expect(zip.runtime).toEqual({ kind: "client" });
    expect(open(["/lambda-entrypoint.sh"], OF_AWS).runtime).toEqual({ kind: "client" });
  });

  it("is the script that the base image's Node.js is started with", () => {
    expect(open(["/nodejs/bin/node", "/var/task/bootstrap.cjs"])).toEqual({
      runtime: { kind: "bootstrap", file: join(rootDir, "var/task/bootstrap.cjs") },
      taskRoot: join(rootDir, "var/task"),
      workingDir: join(rootDir, "var/task"),
      handler: "index.handler",
      imageEnvironment: {},
      executionEnvironment: "AWS_Lambda_Image",
    });
    expect(open(["/var/lang/bin/node", "/var/task/../task/bootstrap.mjs"], OF_AWS)).toMatchObject({
      runtime: { kind: "bootstrap", file: join(rootDir, "var/task/bootstrap.mjs") },
      executionEnvironment: "AWS_Lambda_nodejs24.x",
    });
  });

  it.each([
    [["/bin/sh", "/var/task/bootstrap.cjs"], {}, "cannot be run here"],
    [["/nodejs/bin/node"], {}, "cannot be run here"],
    [["/nodejs/bin/node", "bootstrap.cjs"], {}, "cannot be run here"],
    [["/nodejs/bin/node", "/var/task/bootstrap"], {}, "cannot be run here"],
    [["/nodejs/bin/node", "--no-opt", "/var/task/bootstrap.cjs"], {}, "cannot be run here"],
    [["/nodejs/bin/node", "/var/task/bootstrap.cjs", "x"], {}, "cannot be run here"],
    // That path is another base image's.
    [["/nodejs/bin/node", "/var/task/bootstrap.cjs"], OF_AWS, "cannot be run here"],
    [["/var/lang/bin/node", "/var/task/bootstrap.cjs"], {}, "cannot be run here"],
    [["/lambda-entrypoint.sh"], {}, "cannot be run here"],
    [["/lambda-entrypoint.sh", "x"], OF_AWS, "cannot be run here"],
    [["/nodejs/bin/node", "/var/task/other.cjs"], {}, "is not a file in the image"],
    [["/nodejs/bin/node", "/var/task/lib.js"], {}, "is not a file in the image"],
    [["/nodejs/bin/node", "/../../etc/x.js"], {}, "is not a file in the image"],
  ])("is refused as %j with %o", async (entryPoint, env, message) => {
    const { code, message: found } = await refusal((async () => open(entryPoint, env))());
    expect(code).toBe("InvalidParameterValueException");
    expect(found).toContain(message);
  });

  it("is named with the ways that the base image offers when it is refused", async () => {
    const messageFor = async (env: Readonly<Record<string, string>>) =>
      (await refusal((async () => open(["/bin/sh"], env))())).message;
    expect(await messageFor({})).toBe(
      'The entry point ["/bin/sh"] cannot be run here: expected ["/nodejs/bin/node", "/var/task/bootstrap.cjs"], the base image\'s Node.js with one script by its absolute path.',
    );
    expect(await messageFor(OF_AWS)).toBe(
      'The entry point ["/bin/sh"] cannot be run here: expected ["/lambda-entrypoint.sh"], that of AWS\'s base images, or ["/var/lang/bin/node", "/var/task/bootstrap.cjs"], the base image\'s Node.js with one script by its absolute path.',
    );
  });
});

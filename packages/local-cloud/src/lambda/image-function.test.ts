import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AwsError } from "../aws-error.ts";
import type { StoredImage } from "../ports.ts";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { openTestBed, ROLE, refusal, type TestBed } from "./testing.ts";

const REPOSITORY = "000000000000.dkr.ecr.us-east-1.amazonaws.com/router";
const DIGEST = `sha256:${"a".repeat(64)}`;

let bed: TestBed;
let rootDir: string;
let image: StoredImage | undefined;

beforeEach(() => {
  rootDir = mkdtempSync(join(tmpdir(), "switchyard-image-"));
  mkdirSync(join(rootDir, "var/task/sub"), { recursive: true });
  writeFileSync(
    join(rootDir, "var/task/index.cjs"),
    "exports.handler = async () => process.env; exports.other = async () => process.cwd();",
  );
  image = {
    digest: DIGEST,
    rootDir,
    entryPoint: ["/lambda-entrypoint.sh"],
    command: ["index.handler"],
    workingDir: "/var/task",
    env: {
      LAMBDA_RUNTIME_DIR: "/var/runtime",
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
      LD_LIBRARY_PATH: "/var/task/lib",
      TZ: ":/etc/localtime",
      FROM_IMAGE: "image",
      BOTH: "image",
    },
  };
  bed = openTestBed({
    images: {
      resolve: (uri) => {
        if (image === undefined || !uri.startsWith(REPOSITORY)) {
          throw new AwsError("InvalidParameterValueException", `Source image ${uri} does not exist.`);
        }
        return image;
      },
    },
  });
});
afterEach(async () => {
  await bed.close();
  rmSync(rootDir, { recursive: true });
});

const create = (settings: object = {}) =>
  bed.lambda.operations.CreateFunction(
    {
      FunctionName: "f",
      Role: ROLE,
      PackageType: "Image",
      Code: { ImageUri: `${REPOSITORY}:v1` },
      ...settings,
    },
    ACCOUNT_CONTEXT,
  );

describe("a function from an image", () => {
  it("is pinned to the digest, which is its code hash", async () => {
    expect(await create()).toMatchObject({ PackageType: "Image", CodeSha256: "a".repeat(64), CodeSize: 0 });
    const { Code } = await bed.lambda.operations.GetFunction({ FunctionName: "f" }, ACCOUNT_CONTEXT);
    expect(Code).toEqual({
      RepositoryType: "ECR",
      ImageUri: `${REPOSITORY}:v1`,
      ResolvedImageUri: `${REPOSITORY}@${DIGEST}`,
    });
  });

  it("runs the image's command with its environment under the function's", async () => {
    await create({ Environment: { Variables: { BOTH: "function" } } });
    const { body } = await bed.invoke("f");
    expect(body).toMatchObject({
      FROM_IMAGE: "image",
      BOTH: "function",
      TZ: ":UTC",
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
      LAMBDA_TASK_ROOT: join(rootDir, "var/task"),
    });
    expect(body).not.toHaveProperty("LD_LIBRARY_PATH");
  });

  it("takes command and working directory from its own settings first", async () => {
    const ImageConfig = { Command: ["index.other"], WorkingDirectory: "/var/task/sub" };
    expect(await create({ ImageConfig })).toMatchObject({ ImageConfigResponse: { ImageConfig } });
    expect((await bed.invoke("f")).body).toBe(join(rootDir, "var/task/sub"));
  });

  it.each([
    [{ ImageConfig: { EntryPoint: ["/bin/sh"] } }, 'The entry point ["/bin/sh"] cannot be run here'],
    [{ ImageConfig: { Command: ["a", "b"] } }, "is not a handler"],
    [
      { ImageConfig: { WorkingDirectory: "/nowhere" } },
      "The working directory /nowhere is not in the image.",
    ],
    [{ Handler: "index.handler" }, "Please don't provide Handler or Runtime"],
    [{ Code: { ZipFile: Buffer.from("x") } }, "Please provide ImageUri"],
    [{ Code: { ImageUri: "docker.io/x:1" } }, "Source image docker.io/x:1 does not exist."],
  ])("refuses %o", async (settings, message) => {
    expect((await refusal(create(settings))).message).toContain(message);
  });

  it("is shown as failed and not run once its image is gone", async () => {
    await create();
    image = undefined;
    expect(
      await bed.lambda.operations.GetFunctionConfiguration({ FunctionName: "f" }, ACCOUNT_CONTEXT),
    ).toMatchObject({ State: "Failed", StateReasonCode: "ImageDeleted" });
    expect(await refusal(bed.invoke("f"))).toMatchObject({
      code: "ResourceConflictException",
      message:
        "The operation cannot be performed at this time. The function is currently in the following state: Failed",
    });
  });
});

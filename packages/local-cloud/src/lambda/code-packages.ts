import { statSync } from "node:fs";
import { join, posix } from "node:path";
import type { FunctionCode as CodeInput, UpdateFunctionCodeCommandInput } from "@aws-sdk/client-lambda";
import { AwsError } from "../aws-error.ts";
import type { ImageSource, StoredImage } from "../ports.ts";
import { invalidParameter, refuseUnsupported } from "./errors.ts";
import type { FunctionCode, FunctionSettings } from "./records.ts";
import { type RuntimeProgram, runtimeOf } from "./runtime-program.ts";
import type { ZipPackages } from "./zip-packages.ts";

/** What a sandbox needs in order to run a function's code. */
export interface RunnableCode {
  readonly runtime: RuntimeProgram;
  /** Folder that stands for `/var/task`. */
  readonly taskRoot: string;
  readonly workingDir: string;
  readonly handler: string;
  readonly imageEnvironment: Readonly<Record<string, string>>;
  /** For `AWS_EXECUTION_ENV`. */
  readonly executionEnvironment: string;
}

/** Code of functions: images by digest, zip packages by hash. */
export interface CodePackages {
  /** Takes the code in. Throws `InvalidParameterValueException` when it is missing or unsound. */
  readonly accept: (
    input: CodeInput | UpdateFunctionCodeCommandInput | undefined,
    packageType: "Image" | "Zip",
  ) => FunctionCode;
  /** Throws `AwsError` when the image is gone or cannot be run here. */
  readonly open: (
    settings: Pick<FunctionSettings, "code" | "runtime" | "handler" | "imageOverrides">,
  ) => RunnableCode;
  /** False once the image was deleted from the registry. */
  readonly exists: (code: FunctionCode) => boolean;
}

const TASK_ROOT = "/var/task";

export function createCodePackages(images: ImageSource, zips: ZipPackages): CodePackages {
  const stored = (code: FunctionCode & { readonly kind: "image" }): StoredImage =>
    images.resolve(pinned(code.imageUri, code.digest));

  return {
    accept: (input, packageType) => {
      refuseUnsupported(input ?? {}, [
        "S3Bucket",
        "S3Key",
        "S3ObjectVersion",
        "S3ObjectStorageMode",
        "SourceKMSKeyArn",
        "PublishTo",
      ]);
      if (packageType === "Image") {
        if (input?.ImageUri === undefined || input.ZipFile !== undefined) {
          throw invalidParameter(
            "Please provide ImageUri (and no ZipFile) when the function's packageType is Image.",
          );
        }
        return { kind: "image", imageUri: input.ImageUri, digest: images.resolve(input.ImageUri).digest };
      }
      if (input?.ZipFile === undefined || input.ImageUri !== undefined) {
        throw invalidParameter(
          "Please provide ZipFile (and no ImageUri) when the function's packageType is Zip.",
        );
      }
      return { kind: "zip", ...zips.add(input.ZipFile) };
    },

    open: (settings) => {
      const { code } = settings;
      if (code.kind === "zip") {
        const folder = zips.folderOf(code.sha256);
        return {
          runtime: { kind: "client" },
          taskRoot: folder,
          workingDir: folder,
          handler: settings.handler ?? "",
          imageEnvironment: {},
          executionEnvironment: `AWS_Lambda_${settings.runtime}`,
        };
      }
      return openImage(stored(code), settings.imageOverrides ?? {});
    },

    exists: (code) => {
      if (code.kind === "zip") return true;
      try {
        stored(code);
        return true;
      } catch (error) {
        if (error instanceof AwsError) return false;
        throw error;
      }
    },
  };
}

/** The image by digest, whatever the URI named. */
export function pinned(imageUri: string, digest: string): string {
  const repository = imageUri.replace(/@sha256:.*$/, "").replace(/:[^:/]+$/, "");
  return `${repository}@${digest}`;
}

function openImage(
  image: StoredImage,
  overrides: NonNullable<FunctionSettings["imageOverrides"]>,
): RunnableCode {
  const runtime = runtimeOf(image, overrides.entryPoint ?? image.entryPoint);
  const command = overrides.command ?? image.command;
  const [handler] = command;
  if (handler === undefined || command.length !== 1) {
    throw invalidParameter(
      `The command ${JSON.stringify(command)} is not a handler: expected ["file.export"].`,
    );
  }
  const workingDir = posix.resolve("/", overrides.workingDirectory ?? image.workingDir);
  const hostWorkingDir = join(image.rootDir, workingDir);
  if (!statSync(hostWorkingDir, { throwIfNoEntry: false })?.isDirectory()) {
    throw invalidParameter(`The working directory ${workingDir} is not in the image.`);
  }
  return {
    runtime,
    taskRoot: join(image.rootDir, TASK_ROOT),
    workingDir: hostWorkingDir,
    handler,
    imageEnvironment: image.env,
    executionEnvironment: image.env["AWS_EXECUTION_ENV"] ?? "AWS_Lambda_Image",
  };
}

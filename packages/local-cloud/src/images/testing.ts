import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { MACHINE } from "../clock.ts";
import { memoryStore } from "../store.ts";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import type { BuildRequest } from "./build-image.ts";
import { createImages, type Images } from "./images.ts";

/** 2026-01-02T03:04:05.000Z */
export const NOW_MS = 1_767_323_045_000;
export const HOST = "000000000000.dkr.ecr.us-east-1.amazonaws.com";
export const BASE = "FROM public.ecr.aws/lambda/nodejs:24";

/** A registry with one repository, `router`, and a build context, for tests. */
export interface ImagesTestBed {
  readonly images: Images;
  readonly dir: string;
  readonly context: string;
  readonly write: (files: Readonly<Record<string, string>>) => void;
  /** Builds the context with the Dockerfile text after `FROM` of the Node.js 24 base image. */
  readonly build: (
    instructions: string,
    request?: Partial<BuildRequest>,
  ) => Promise<{ readonly digest: string; readonly imageUri: string }>;
  readonly close: () => void;
}

export async function openImagesTestBed(settings: object = {}): Promise<ImagesTestBed> {
  const dir = mkdtempSync(join(tmpdir(), "switchyard-images-"));
  const context = join(dir, "context");
  const images = createImages({
    store: memoryStore(),
    dir,
    region: "us-east-1",
    clock: { nowMs: () => NOW_MS, timer: MACHINE.timer },
  });
  await images.operations.CreateRepository({ repositoryName: "router", ...settings }, ACCOUNT_CONTEXT);
  const write = (files: Readonly<Record<string, string>>): void => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(context, name)), { recursive: true });
      writeFileSync(join(context, name), text);
    }
  };
  return {
    images,
    dir,
    context,
    write,
    build: (instructions, request = {}) => {
      write({ Dockerfile: `${BASE}\n${instructions}\n` });
      return images.build({
        repositoryName: "router",
        context,
        platform: "linux/arm64",
        tags: [],
        ...request,
      });
    },
    close: () => rmSync(dir, { recursive: true, force: true }),
  };
}

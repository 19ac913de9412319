import { createHash, randomUUID } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ImageConfiguration, ImagePlan } from "./image-plan.ts";

/** Images by digest, in `<dir>/<hex>/rootfs` and `<dir>/<hex>/config.json`. Content never changes. */
export interface ImageContent {
  readonly write: (plan: ImagePlan) => Promise<{ readonly digest: string; readonly sizeBytes: number }>;
  /** Undefined when the content is not there (any more). */
  readonly read: (
    digest: string,
  ) => { readonly rootDir: string; readonly config: ImageConfiguration } | undefined;
  readonly remove: (digest: string) => Promise<void>;
}

export function openImageContent(dir: string): ImageContent {
  const folderOf = (digest: string): string => join(dir, digest.replace(/^sha256:/, ""));
  return {
    write: async (plan) => {
      const staging = join(dir, `building-${randomUUID()}`);
      try {
        const { digest, sizeBytes } = await writeFiles(plan, staging);
        if (!existsSync(join(folderOf(digest), "config.json"))) {
          // Without a pause between these, or two builds of the same content would trip over each other.
          rmSync(folderOf(digest), { recursive: true, force: true });
          renameSync(staging, folderOf(digest));
        }
        return { digest, sizeBytes };
      } finally {
        await rm(staging, { recursive: true, force: true });
      }
    },
    read: (digest) => {
      const folder = folderOf(digest);
      const file = join(folder, "config.json");
      if (!existsSync(file)) return undefined;
      return {
        rootDir: join(folder, "rootfs"),
        config: JSON.parse(readFileSync(file, "utf8")) as ImageConfiguration,
      };
    },
    remove: (digest) => rm(folderOf(digest), { recursive: true, force: true }),
  };
}

/**
 * Copies the files and hashes what was written. The digest covers, in order of their paths, each file's
 * path, executable bit and content, and the configuration; not times or owners, which differ between machines.
 */
async function writeFiles(
  plan: ImagePlan,
  staging: string,
): Promise<{ readonly digest: string; readonly sizeBytes: number }> {
  const root = join(staging, "rootfs");
  const entries: unknown[] = [];
  let sizeBytes = 0;
  for (const folder of plan.tree.folders().toSorted()) {
    await mkdir(join(root, folder), { recursive: true });
    entries.push([folder]);
  }
  for (const [path, file] of [...plan.tree.files].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const content = await readFile(file.hostPath);
    await mkdir(dirname(join(root, path)), { recursive: true });
    // Read-only, as the file system of a function is: a handler must not change a shared image.
    await writeFile(join(root, path), content, { mode: file.executable ? 0o555 : 0o444, flag: "wx" });
    entries.push([path, file.executable, createHash("sha256").update(content).digest("hex")]);
    sizeBytes += content.length;
  }
  const config = canonicalJson(plan.config);
  await writeFile(join(staging, "config.json"), config);
  const hash = createHash("sha256").update(JSON.stringify(entries)).update("\n").update(config);
  return { digest: `sha256:${hash.digest("hex")}`, sizeBytes };
}

/** JSON with the keys of every object in order, so that equal values give equal text. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What the Dockerfile of the handler ships, relative to its build context. */
const SHIPPED = ["Dockerfile", "dist"] as const;

/**
 * A tag that stands for an image's content, as 16 hexadecimal digits. Tags of the repository are
 * immutable, so a changed image needs a new one, and an unchanged one must keep its own.
 */
export function contentTag(contextDir: string, platform: string, release?: string): string {
  const hash = createHash("sha256").update(platform);
  if (release !== undefined) hash.update(`\nrelease ${release}`);
  for (const path of SHIPPED.flatMap((entry) => filesAt(contextDir, entry))) {
    const content = readFileSync(join(contextDir, path));
    // The length keeps two files apart that share their bytes out differently.
    hash.update(`\n${path}\n${content.length}\n`).update(content);
  }
  return hash.digest("hex").slice(0, 16);
}

function filesAt(contextDir: string, entry: (typeof SHIPPED)[number]): readonly string[] {
  if (entry === "Dockerfile") return [entry];
  const files = listFiles(contextDir, entry);
  if (files.length > 0) return files;
  throw new Error(
    `Expected the bundled handler in ${join(contextDir, entry)}, found nothing. Run "pnpm bundle" first.`,
  );
}

function listFiles(contextDir: string, dir: string): readonly string[] {
  try {
    return readdirSync(join(contextDir, dir), { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile())
      .map((file) => join(file.parentPath, file.name).slice(join(contextDir, "/").length))
      .toSorted();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

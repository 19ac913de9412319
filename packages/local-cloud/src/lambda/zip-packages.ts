import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { type Unzipped, unzipSync } from "fflate";
import { invalidParameter } from "./errors.ts";

/** Limits of AWS for a direct upload and for the unpacked files. */
const ARCHIVE_LIMIT_BYTES = 50 * 1024 * 1024;
const UNPACKED_LIMIT_BYTES = 250 * 1024 * 1024;

/** Deployment packages by the SHA-256 of their archive, unpacked in `<dir>/<hex>`. */
export interface ZipPackages {
  /** Throws `InvalidParameterValueException` for anything that is not a sound archive. */
  readonly add: (archive: Uint8Array) => { readonly sha256: string; readonly sizeBytes: number };
  readonly folderOf: (sha256: string) => string;
}

export function openZipPackages(dir: string): ZipPackages {
  const folderOf = (sha256: string): string => join(dir, sha256);
  return {
    folderOf,
    add: (archive) => {
      const sha256 = createHash("sha256").update(archive).digest("hex");
      if (!existsSync(folderOf(sha256))) unpack(archive, folderOf(sha256));
      return { sha256, sizeBytes: archive.length };
    },
  };
}

/** CodeSha256 as the API shows it for zip packages. */
export function base64OfHex(hex: string): string {
  return Buffer.from(hex, "hex").toString("base64");
}

function unpack(archive: Uint8Array, folder: string): void {
  const entries = readArchive(archive);
  const staging = `${folder}.${randomUUID()}`;
  try {
    mkdirSync(staging, { recursive: true });
    for (const [name, content] of Object.entries(entries)) {
      if (name.endsWith("/")) continue;
      const file = join(staging, safePath(name));
      mkdirSync(dirname(file), { recursive: true });
      // Read-only, as /var/task is.
      writeFileSync(file, content, { mode: 0o555 });
    }
    renameSync(staging, folder);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

function readArchive(archive: Uint8Array): Unzipped {
  if (archive.length > ARCHIVE_LIMIT_BYTES) {
    throw invalidParameter(`Unzipped size must be smaller than ${ARCHIVE_LIMIT_BYTES} bytes`);
  }
  let unpackedBytes = 0;
  let tooLarge = false;
  let entries: Unzipped;
  try {
    entries = unzipSync(archive, {
      filter: (file) => {
        unpackedBytes += file.originalSize;
        tooLarge ||= unpackedBytes > UNPACKED_LIMIT_BYTES;
        return !tooLarge;
      },
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalidParameter(
      `Could not unzip uploaded file. Please check your file, then try to upload again. (${reason})`,
    );
  }
  if (tooLarge) throw invalidParameter(`Unzipped size must be smaller than ${UNPACKED_LIMIT_BYTES} bytes`);
  if (Object.keys(entries).length === 0) throw invalidParameter("Uploaded file must be a non-empty zip");
  return entries;
}

/** The entry's path inside the package. An archive whose entries lead out of it is refused as a whole. */
function safePath(name: string): string {
  const path = posix.normalize(name);
  if (
    name.includes("\\") ||
    name.includes("\0") ||
    posix.isAbsolute(path) ||
    path.split("/").includes("..")
  ) {
    throw invalidParameter(`Could not unzip uploaded file: the entry "${name}" leads out of the package.`);
  }
  return path;
}

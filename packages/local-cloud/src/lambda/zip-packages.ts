import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import type { AwsError } from "../aws-error.ts";
import { messageOf } from "../errors.ts";
import { invalidParameter } from "./errors.ts";
import { readZipArchive, type ZipEntry } from "./zip-archive.ts";

/** Limits of AWS for a direct upload and for the unpacked files. */
const ARCHIVE_LIMIT_BYTES = 50 * 1024 * 1024;
const UNPACKED_LIMIT_BYTES = 250 * 1024 * 1024;
/** Limits of file systems: Linux takes 255 bytes per name, macOS 1024 per path, of which the package's folder needs some. */
const NAME_LIMIT_BYTES = 255;
const PATH_LIMIT_BYTES = 800;

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
  const files = layOut(readDirectory(archive));
  const staging = `${folder}.${randomUUID()}`;
  try {
    mkdirSync(staging, { recursive: true });
    for (const [path, entry] of files) {
      const content = orUnsound(entry.read);
      const file = join(staging, path);
      mkdirSync(dirname(file), { recursive: true });
      // Read-only, as /var/task is.
      writeFileSync(file, content, { mode: 0o555 });
    }
    renameSync(staging, folder);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

function readDirectory(archive: Uint8Array): readonly ZipEntry[] {
  if (archive.length > ARCHIVE_LIMIT_BYTES) {
    throw invalidParameter(`Unzipped size must be smaller than ${ARCHIVE_LIMIT_BYTES} bytes`);
  }
  const entries = orUnsound(() => readZipArchive(archive));
  if (entries.length === 0) throw invalidParameter("Uploaded file must be a non-empty zip");
  // Each entry is unpacked to what it states and no further, so the sum holds for the files too.
  if (entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) > UNPACKED_LIMIT_BYTES) {
    throw invalidParameter(`Unzipped size must be smaller than ${UNPACKED_LIMIT_BYTES} bytes`);
  }
  return entries;
}

/** The files by their path in the package. An archive that no folder can hold as it is, is refused as a whole. */
function layOut(entries: readonly ZipEntry[]): ReadonlyMap<string, ZipEntry> {
  const files = new Map<string, ZipEntry>();
  const folders = new Set<string>();
  for (const entry of entries) {
    const path = safePath(entry.name);
    const isFolder = entry.name.endsWith("/");
    if (!isFolder) {
      if (path === ".") throw unsound(`the entry "${entry.name}" has no name`);
      if (files.has(path)) throw unsound(`the entry "${entry.name}" is there twice`);
      files.set(path, entry);
    }
    const parts = path.split("/");
    for (let count = 1; count < parts.length + (isFolder ? 1 : 0); count += 1) {
      folders.add(parts.slice(0, count).join("/"));
    }
  }
  const both = [...files.keys()].find((path) => folders.has(path));
  if (both !== undefined) throw unsound(`"${both}" is a file and a folder`);
  return files;
}

function safePath(name: string): string {
  const path = posix.normalize(name).replace(/\/$/, "");
  const parts = path.split("/");
  if (name.includes("\\") || name.includes("\0") || posix.isAbsolute(name) || parts.includes("..")) {
    throw unsound(`the entry "${name}" leads out of the package`);
  }
  const isTooLong = parts.some((part) => Buffer.byteLength(part) > NAME_LIMIT_BYTES);
  if (isTooLong || Buffer.byteLength(path) > PATH_LIMIT_BYTES) {
    throw unsound(`the name of the entry "${name.slice(0, 80)}…" is too long`);
  }
  return path;
}

/** Whatever goes wrong in reading an archive is the fault of the archive. */
function orUnsound<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw unsound(messageOf(error));
  }
}

function unsound(reason: string): AwsError {
  return invalidParameter(
    `Could not unzip uploaded file. Please check your file, then try to upload again. (${reason})`,
  );
}

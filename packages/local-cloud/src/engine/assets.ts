/**
 * Files as property values. A change of content is a change of the property; a change of place or time is
 * not: the engine compares SHA-256 sums of path names and bytes.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join, posix, relative, resolve, sep } from "node:path";
import { unzipSync } from "fflate";
import { systemCode } from "../errors.ts";
import { EngineError } from "./engine-error.ts";
import { type Archive, type Asset, type Fields, isArchive, isAsset, isFields, mapFields } from "./values.ts";

/** The value with every asset's path made absolute and its hash filled in. Paths are relative to the program. */
export function resolveAssets(value: Fields, programDir: string): Fields {
  const visit = (item: unknown): unknown => {
    if (isAsset(item)) {
      const placed = placeAsset(item, programDir);
      return { ...placed, hash: sum([["", readAsset(placed)]]) };
    }
    if (isArchive(item)) {
      const placed = placeArchive(item, programDir);
      return { ...placed, hash: sum(readArchive(placed)) };
    }
    if (Array.isArray(item)) return item.map(visit);
    return isFields(item) ? mapFields(item, visit) : item;
  };
  return visit(value) as Fields;
}

/** The bytes of an asset whose path is absolute. */
export function readAsset(asset: Asset): Uint8Array {
  if (asset.text !== undefined) return Buffer.from(asset.text);
  if (asset.path !== undefined) return readBytes(asset.path);
  if (asset.uri !== undefined) throw remote("asset", asset.uri);
  return new Uint8Array();
}

/** The files of an archive whose paths are absolute: `/`-separated names in alphabetical order. */
export function readArchive(archive: Archive): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const [name, bytes] of archiveEntries(archive)) files.set(name, bytes);
  return new Map([...files].toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

function archiveEntries(archive: Archive): readonly (readonly [string, Uint8Array])[] {
  if (archive.assets !== undefined) {
    return Object.entries(archive.assets).flatMap(([name, member]) => {
      if (isAsset(member)) return [[entryName(name), readAsset(member)] as const];
      return archiveEntries(member).map(
        ([inner, bytes]) => [entryName(posix.join(name, inner)), bytes] as const,
      );
    });
  }
  if (archive.path !== undefined) return pathEntries(archive.path);
  if (archive.uri !== undefined) throw remote("archive", archive.uri);
  return [];
}

function pathEntries(path: string): readonly (readonly [string, Uint8Array])[] {
  if (statOf(path).isDirectory()) {
    return filesBelow(path).map(
      (file) => [relative(path, file).split(sep).join("/"), readBytes(file)] as const,
    );
  }
  if (!/\.(zip|jar)$/i.test(path)) {
    throw new EngineError(
      `Archive ${path} is not a folder or a .zip file, which are the archives that the local engine reads.`,
    );
  }
  const files = unzip(path);
  return Object.entries(files)
    .filter(([name]) => !name.endsWith("/"))
    .map(([name, bytes]) => [entryName(name), bytes] as const);
}

function unzip(path: string): Readonly<Record<string, Uint8Array>> {
  try {
    return unzipSync(readBytes(path));
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw new EngineError(`Archive ${path} is not a readable zip file. Build it again.`);
  }
}

/** Regular files and links to such; a link that leads nowhere is an error of its own when it is read. */
function filesBelow(dir: string): readonly string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    return entry.isDirectory() ? filesBelow(path) : statOf(path).isDirectory() ? filesBelow(path) : [path];
  });
}

/** A name inside the archive. Refuses one that would be unpacked outside it. */
function entryName(name: string): string {
  const normal = posix.normalize(name.replaceAll("\\", "/"));
  if (normal === "." || normal.startsWith("../") || normal === ".." || posix.isAbsolute(normal)) {
    throw new EngineError(
      `Archive member ${JSON.stringify(name)} lies outside its archive. Give it a relative name.`,
    );
  }
  return normal;
}

function placeAsset(asset: Asset, programDir: string): Asset {
  return asset.path === undefined ? asset : { ...asset, path: place(asset.path, programDir) };
}

function placeArchive(archive: Archive, programDir: string): Archive {
  const path = archive.path === undefined ? {} : { path: place(archive.path, programDir) };
  if (archive.assets === undefined) return { ...archive, ...path };
  const assets = Object.entries(archive.assets).map(([name, member]) => [
    name,
    isAsset(member) ? placeAsset(member, programDir) : placeArchive(member, programDir),
  ]);
  return { ...archive, ...path, assets: Object.fromEntries(assets) as Record<string, Asset | Archive> };
}

function place(path: string, programDir: string): string {
  return isAbsolute(path) ? path : resolve(programDir, path);
}

/** A sum over names and contents; lengths go in too, so that no two trees write the same bytes. */
function sum(files: Iterable<readonly [string, Uint8Array]>): string {
  const hash = createHash("sha256");
  for (const [name, bytes] of files) {
    hash.update(`${Buffer.byteLength(name)}:${name}:${bytes.byteLength}:`);
    hash.update(bytes);
  }
  return hash.digest("hex");
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function statOf(path: string): ReturnType<typeof statSync> & object {
  try {
    return statSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): EngineError {
  const why =
    systemCode(error) === "ENOENT" ? "does not exist" : `cannot be read (${systemCode(error) ?? "error"})`;
  return new EngineError(
    `Asset or archive file ${path} ${why}. Build it first, or correct the path in the program.`,
  );
}

function remote(kind: string, uri: string): EngineError {
  return new EngineError(
    `Remote ${kind} ${uri} is not supported by the local engine. Use a file or a folder.`,
  );
}

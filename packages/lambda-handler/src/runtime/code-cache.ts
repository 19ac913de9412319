import { isAscii } from "node:buffer";
import { Script } from "node:vm";

// V8 compiles a function when it is first called. With what it compiled during the preparation of the image at hand, the
// first request in a new environment finds its functions ready.

/** What became of a file's part of the cache. `rejected`: made by another Node, or on another kind of processor. */
export type CacheState = "accepted" | "rejected" | "absent";

const MAGIC = Buffer.from("SWCC2\n\0\0");
const HEAD_BYTES = MAGIC.length + 4;

/**
 * The cache of a file: magic, length of the source, the source, V8's data. The source is kept too, because to compare it
 * takes no time; a checksum would have to be loaded or compiled.
 */
export function writeCodeCache(source: Buffer, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(source.length);
  return Buffer.concat([MAGIC, length, source, data]);
}

/** V8's data; undefined when this is no cache of this source. V8 itself compares no more than the source's length. */
export function readCodeCache(cache: Buffer, source: Buffer): Buffer | undefined {
  const dataAt = HEAD_BYTES + source.length;
  if (cache.length <= dataAt || !cache.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  if (cache.readUInt32LE(MAGIC.length) !== source.length) return undefined;
  return cache.subarray(HEAD_BYTES, dataAt).equals(source) ? cache.subarray(dataAt) : undefined;
}

/** On one line with the first of the file, so that the lines of a stack trace are those of the file. */
const WRAPPER_START = Buffer.from("(function (exports, require, module, __filename, __dirname) { ");
const WRAPPER_END = Buffer.from("\n})");

/** Compiles a CommonJS file. `script` gives V8's data once the functions have run. */
export function compileFile(
  path: string,
  source: Buffer,
  cachedData: Buffer | undefined,
): { readonly script: Script; readonly state: CacheState } {
  const wrapped = Buffer.concat([WRAPPER_START, source, WRAPPER_END]);
  // Text of one byte per letter is half as long in memory, and needs no decoding.
  const code = isAscii(wrapped) ? wrapped.toString("latin1") : wrapped.toString("utf8");
  const script = new Script(code, { filename: path, ...(cachedData === undefined ? {} : { cachedData }) });
  const state =
    cachedData === undefined ? "absent" : script.cachedDataRejected === true ? "rejected" : "accepted";
  return { script, state };
}

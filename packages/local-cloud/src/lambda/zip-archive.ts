import { crc32, inflateRawSync } from "node:zlib";

/** A file or folder in a zip archive. */
export interface ZipEntry {
  /** As the archive spells it; that of a folder ends with `/`. */
  readonly name: string;
  /** Unpacked size, as the archive says. */
  readonly sizeBytes: number;
  /** Unpacks the entry. Throws when it is not of that size, or not what its checksum says. */
  readonly read: () => Uint8Array;
}

// Layout of the records: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.7, 4.3.12 and 4.3.16.
const END_OF_DIRECTORY = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
const DIRECTORY_ENTRY = 0x02014b50;
const DIRECTORY_ENTRY_BYTES = 46;
const LOCAL_HEADER = 0x04034b50;
const LOCAL_HEADER_BYTES = 30;

const ENCRYPTED = 0x0001;
const UTF8_NAME = 0x0800;
const STORED = 0;
const DEFLATED = 8;

/**
 * Reads the directory of a zip archive: every entry, also several of one name. Throws `Error` with the reason
 * when the bytes are no such archive. Without zip64, which only archives beyond 4 GB or 65,534 entries need.
 */
export function readZipArchive(archive: Uint8Array): readonly ZipEntry[] {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const end = endOfDirectory(bytes);
  const count = bytes.readUInt16LE(end + 10);
  if (count === 0xffff) throw new Error("zip64 is not supported");
  const entries: ZipEntry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    requireSignature(bytes, at, DIRECTORY_ENTRY);
    const nameEnd = at + DIRECTORY_ENTRY_BYTES + bytes.readUInt16LE(at + 28);
    entries.push(readEntry(bytes, at, nameEnd));
    at = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

function readEntry(bytes: Buffer, at: number, nameEnd: number): ZipEntry {
  const flags = bytes.readUInt16LE(at + 8);
  const method = bytes.readUInt16LE(at + 10);
  const checksum = bytes.readUInt32LE(at + 16);
  const packedBytes = bytes.readUInt32LE(at + 20);
  const sizeBytes = bytes.readUInt32LE(at + 24);
  const header = bytes.readUInt32LE(at + 42);
  if (nameEnd > bytes.length) throw new Error("it ends too early");
  const name = bytes.toString(
    (flags & UTF8_NAME) === 0 ? "latin1" : "utf8",
    at + DIRECTORY_ENTRY_BYTES,
    nameEnd,
  );
  return {
    name,
    sizeBytes,
    read: () => {
      if ((flags & ENCRYPTED) !== 0) throw new Error(`the entry "${name}" is encrypted`);
      requireSignature(bytes, header, LOCAL_HEADER);
      const start =
        header + LOCAL_HEADER_BYTES + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
      const content = unpack(bytes.subarray(start, start + packedBytes), method, sizeBytes);
      if (content?.length !== sizeBytes) throw new Error(`the entry "${name}" is not of the size it states`);
      if (crc32(content) !== checksum) throw new Error(`the entry "${name}" does not fit its checksum`);
      return content;
    },
  };
}

/** Undefined when it is larger than stated; it stops there, because a packed byte can stand for a thousand. */
function unpack(packed: Buffer, method: number, sizeBytes: number): Buffer | undefined {
  if (method === STORED) return packed;
  if (method !== DEFLATED) throw new Error(`unknown compression type ${method}`);
  try {
    return inflateRawSync(packed, { maxOutputLength: sizeBytes + 1 });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The record stands at the end, before a comment of any length. */
function endOfDirectory(bytes: Buffer): number {
  const first = Math.max(0, bytes.length - END_BYTES - MAX_COMMENT_BYTES);
  for (let at = bytes.length - END_BYTES; at >= first; at -= 1) {
    if (bytes.readUInt32LE(at) === END_OF_DIRECTORY) return at;
  }
  throw new Error("it has no directory");
}

function requireSignature(bytes: Buffer, at: number, signature: number): void {
  if (at + 4 > bytes.length || bytes.readUInt32LE(at) !== signature) {
    throw new Error("its directory points to something else");
  }
}

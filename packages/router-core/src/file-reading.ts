import { readAscii } from "./ascii-json.ts";
import { crc32 } from "./model/crc32.ts";

/** What a runtime can lend to the reading of a file, so that a cold start need not compile and run our own. */
export interface FileReading {
  /**
   * CRC-32, such as `crc32` of `node:zlib`; without it our own. "checked-before" when somebody has compared it since the
   * bytes were last moved, as when an image was made: then only what else is wrong is noticed.
   */
  readonly checksum?: ((bytes: Uint8Array) => number) | "checked-before";
  /** The text of ASCII bytes. */
  readonly decode?: (ascii: Uint8Array) => string;
}

export function hasChecksum(
  bytes: Uint8Array,
  sum: number | undefined,
  { checksum = crc32 }: FileReading,
): boolean {
  return checksum === "checked-before" || checksum(bytes) === sum;
}

export function textOf(ascii: Uint8Array, { decode = readAscii }: FileReading): string {
  return decode(ascii);
}

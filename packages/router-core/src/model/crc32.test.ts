import { crc32 as zlibCrc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crc32 } from "./crc32.ts";

describe("crc32", () => {
  it.each([
    ["", 0],
    ["a", 0xe8b7be43],
    ["123456789", 0xcbf43926],
    ["The quick brown fox jumps over the lazy dog", 0x414fa339],
  ])("of %j is the published value", (text, sum) => {
    expect(crc32(new TextEncoder().encode(text))).toBe(sum);
  });

  it("is that of zlib, for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(3), (bytes, from) => {
        const part = bytes.subarray(from);
        expect(crc32(part)).toBe(zlibCrc32(part));
      }),
    );
  });
});

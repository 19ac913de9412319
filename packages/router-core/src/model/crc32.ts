const POLYNOMIAL = 0xedb88320;

let tables: readonly Int32Array[] | undefined;

/** CRC-32 as in zlib, PNG and Ethernet (ISO 3309), four bytes a step. */
export function crc32(bytes: Uint8Array): number {
  tables ??= makeTables();
  const [first, second, third, fourth] = tables as [Int32Array, Int32Array, Int32Array, Int32Array];
  let crc = -1;
  let i = 0;
  for (; i + 3 < bytes.length; i += 4) {
    crc ^=
      (bytes[i] ?? 0) |
      ((bytes[i + 1] ?? 0) << 8) |
      ((bytes[i + 2] ?? 0) << 16) |
      ((bytes[i + 3] ?? 0) << 24);
    crc =
      (fourth[crc & 0xff] ?? 0) ^
      (third[(crc >>> 8) & 0xff] ?? 0) ^
      (second[(crc >>> 16) & 0xff] ?? 0) ^
      (first[crc >>> 24] ?? 0);
  }
  for (; i < bytes.length; i++) crc = (first[(crc ^ (bytes[i] ?? 0)) & 0xff] ?? 0) ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** The table of a byte, and those of a byte that one, two and three further bytes follow. */
function makeTables(): readonly Int32Array[] {
  const first = Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    return crc;
  });
  const made = [first];
  for (let n = 1; n < 4; n++) {
    const before = made[n - 1] ?? first;
    made.push(before.map((crc) => (crc >>> 8) ^ (first[crc & 0xff] ?? 0)));
  }
  return made;
}

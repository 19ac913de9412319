/** JSON without a character beyond ASCII, padded to a multiple of four bytes: a reader needs no decoder, and aligns. */
export function writeAsciiJson(value: unknown): Uint8Array {
  const json = JSON.stringify(value).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  const text = json.padEnd(Math.ceil(json.length / 4) * 4);
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** The text of ASCII bytes. Wants no more of the runtime than the language itself. */
export function readAscii(bytes: Uint8Array): string {
  let text = "";
  // In parts, as a call takes only so many arguments; by `apply`, as spreading them costs a step of an iterator each.
  for (let at = 0; at < bytes.length; at += 4096) {
    const part: ArrayLike<number> = bytes.subarray(at, at + 4096);
    text += String.fromCharCode.apply(undefined, part as number[]);
  }
  return text;
}

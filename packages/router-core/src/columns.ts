// Tables of whole numbers in one run of 32-bit words, to be used where they lie: reading them allocates nothing until a
// row is asked for.

/** Rows of any length. */
export interface Rows {
  readonly size: number;
  /** A view of the row; undefined beyond the last. */
  readonly at: (row: number) => Int32Array | undefined;
}

/** How many rows, where each ends, then all of their numbers. */
export function packRows(rows: readonly (readonly number[])[]): readonly number[] {
  let end = 0;
  const ends = rows.map((row) => {
    end += row.length;
    return end;
  });
  return [rows.length, ...ends, ...rows.flat()];
}

/** So many tables of rows, one behind the other; undefined when they do not fill the words. */
export function unpackParts(words: Int32Array, count: number): readonly Rows[] | undefined {
  const parts: Rows[] = [];
  let at = 0;
  while (parts.length < count) {
    const part = unpackRows(words, at);
    if (part === undefined) return undefined;
    parts.push(part.rows);
    at = part.end;
  }
  return at === words.length ? parts : undefined;
}

/** The rows that begin at `start`, and where they end; undefined when they lead out of the words. */
function unpackRows(
  words: Int32Array,
  start: number,
): { readonly rows: Rows; readonly end: number } | undefined {
  const size = words[start] ?? -1;
  const numbersAt = start + 1 + size;
  const total = size === 0 ? 0 : (words[numbersAt - 1] ?? -1);
  if (size < 0 || total < 0 || numbersAt + total > words.length) return undefined;
  const endOf = (row: number): number => (row < 0 ? 0 : (words[start + 1 + row] ?? 0));
  const at = (row: number): Int32Array | undefined =>
    row < 0 || row >= size
      ? undefined
      : words.subarray(numbersAt + endOf(row - 1), numbersAt + Math.min(endOf(row), total));
  return { rows: { size, at }, end: numbersAt + total };
}

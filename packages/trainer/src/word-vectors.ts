/** What words mean, as vectors: words of like meaning have like vectors. Rare words have long ones, "the" a short one. */
export interface WordVectors {
  readonly dimensions: number;
  /** From the most frequent word down. */
  readonly words: readonly string[];
  /** The vector of a word, all `dimensions` of it, or undefined. */
  readonly vectorOf: (word: string) => Float32Array | undefined;
}

const HEADER_BYTES = 16;

/**
 * Reads the vectors that come with this package (`data/README.md` says where they are from): u32 words, u32 dimensions,
 * f32 worth of one step, u32 bytes of text; the words in ASCII, one a line; then i8 vectors.
 *
 * @throws Error when the bytes are something else.
 */
export function readWordVectors(bytes: Uint8Array): WordVectors {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_BYTES) throw new Error("The word vectors are not whole: the header is missing.");
  const count = view.getUint32(0, true);
  const dimensions = view.getUint32(4, true);
  const scale = view.getFloat32(8, true);
  const textBytes = view.getUint32(12, true);
  const vectorsAt = HEADER_BYTES + textBytes;
  if (vectorsAt + count * dimensions !== bytes.length) {
    throw new Error(
      `The word vectors are not whole: expected ${vectorsAt + count * dimensions} bytes, found ${bytes.length}.`,
    );
  }
  const words = asciiOf(bytes.subarray(HEADER_BYTES, vectorsAt)).trimEnd().split("\n");
  const indexOf = new Map(words.map((word, index) => [word, index]));
  if (words.length !== count || indexOf.size !== count) {
    throw new Error(`The word vectors are damaged: expected ${count} words, found ${indexOf.size}.`);
  }
  const steps = new Int8Array(bytes.buffer, bytes.byteOffset + vectorsAt, count * dimensions);
  const vectorOf = (word: string): Float32Array | undefined => {
    const index = indexOf.get(word);
    if (index === undefined) return undefined;
    const vector = new Float32Array(dimensions);
    for (let d = 0; d < dimensions; d++) vector[d] = (steps[index * dimensions + d] ?? 0) * scale;
    return vector;
  };
  return { dimensions, words, vectorOf };
}

/** In parts: a call takes only so many arguments. A decoder is not JavaScript's own. */
function asciiOf(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 4096) {
    text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  }
  return text;
}

/** No vectors: training then knows words by their letters alone. */
export const NO_WORD_VECTORS: WordVectors = { dimensions: 0, words: [], vectorOf: () => undefined };

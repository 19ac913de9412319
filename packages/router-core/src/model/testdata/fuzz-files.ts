import fc from "fast-check";
import { createClassifier } from "../classifier.ts";
import { explainVerdict } from "../explain.ts";
import { hashWord } from "../features.ts";
import { checkedPart } from "../format.ts";
import { BUCKETS, bucketOf } from "../model.ts";
import { readModel } from "../read-model.ts";
import { writeModel } from "../write-model.ts";
import { anyText } from "./any-text.ts";
import { DRAFT, LAYOUT, METADATA } from "./tiny-model.ts";

const FILE = writeModel(DRAFT);
const HEADER_BYTES = 64;
const METADATA_BYTES = LAYOUT.buckets - LAYOUT.metadata;

type Change = (file: Uint8Array) => Uint8Array;

// Nearly all of a small file is the index of its buckets: every section gets its share.
const place = fc.oneof(
  fc.nat(LAYOUT.buckets - 1),
  fc.integer({ min: LAYOUT.buckets, max: LAYOUT.featureHashes - 1 }),
  fc.integer({ min: LAYOUT.featureHashes, max: LAYOUT.end - 1 }),
);

const bytes: fc.Arbitrary<Change> = fc
  .tuple(place, fc.uint8Array({ minLength: 1, maxLength: 4 }))
  .map(([at, values]) => (file) => {
    const changed = file.slice();
    changed.set(values.subarray(0, Math.max(0, file.length - at)), Math.min(at, file.length));
    return changed;
  });

/** Buckets that begin and end elsewhere, from one on, so that the index still ascends. */
const index: fc.Arbitrary<Change> = fc
  .tuple(fc.boolean(), fc.constantFrom("s3", "vpc", "joke"), fc.nat(7), fc.integer({ min: -3, max: 3 }))
  .map(([ofEntries, word, before, shift]) => (file) => {
    if (file.length < LAYOUT.featureHashes) return file;
    const changed = file.slice();
    const at = ofEntries ? LAYOUT.bucketEntries : LAYOUT.buckets;
    const starts = new Uint32Array(changed.buffer, at, BUCKETS + 1);
    const first = Math.max(1, bucketOf(hashWord(word)) - before);
    for (let bucket = first; bucket < BUCKETS; bucket++) {
      starts[bucket] = Math.max(0, Math.min(starts[BUCKETS] ?? 0, (starts[bucket] ?? 0) + shift));
    }
    return changed;
  });

const counts: fc.Arbitrary<Change> = fc
  .tuple(
    fc.integer({ min: 5, max: 15 }),
    fc.oneof(fc.nat(16), fc.integer({ min: -4, max: 4 }), fc.nat(0xffff_ffff)),
  )
  .map(([word, value]) => (file) => {
    const changed = file.slice();
    new Uint32Array(changed.buffer, 0, 16)[word] = value;
    return changed;
  });

const length: fc.Arbitrary<Change> = fc
  .integer({ min: HEADER_BYTES, max: FILE.length + 40 })
  .map((wanted) => (file) => {
    const changed = new Uint8Array(wanted);
    changed.set(file.subarray(0, wanted));
    return changed;
  });

/** Another number in the place of one of the metadata, as long as there is room. */
const numbers: fc.Arbitrary<Change> = fc
  .tuple(
    fc.nat(60),
    fc.constantFrom(
      "1e9",
      "-1e9",
      "9e8",
      "1e308",
      "1e999",
      "0",
      "-0",
      "1e-320",
      "2",
      "null",
      '""',
      "[]",
      "{}",
    ),
  )
  .map(([which, number]) => (file) => {
    let place = 0;
    const text = JSON.stringify(METADATA).replace(/-?\d+(?:\.\d+)?(?=[,\]}])/gu, (found) =>
      place++ === which ? number : found,
    );
    if (text.length > METADATA_BYTES || file.length < HEADER_BYTES + METADATA_BYTES) return file;
    const changed = file.slice();
    changed.set(
      Uint8Array.from(text.padEnd(METADATA_BYTES), (unit) => unit.charCodeAt(0)),
      HEADER_BYTES,
    );
    return changed;
  });

const change = fc.oneof(bytes, bytes, index, counts, length, numbers);

export interface FuzzReport {
  readonly refused: number;
  readonly taken: number;
}

/**
 * Damages a model's file in `runs` ways and lets its total and checksum fit again. Each file is refused with a
 * sentence, or makes a model that judges any text with a number and one of its labels.
 *
 * @throws Error at the first file that does neither.
 */
export function fuzzFiles(runs: number, seed: number, crc32: (bytes: Uint8Array) => number): FuzzReport {
  const report = { refused: 0, taken: 0 };
  const text = fc.oneof(
    anyText(30),
    fc
      .array(fc.constantFrom("s3", "vpc", "joke", "bucket", "x"), { maxLength: 5 })
      .map((words) => words.join(" ")),
  );
  const changes = fc.array(change, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(changes, text, fc.constantFrom(undefined, "cost", "network", "x"), (list, query, agent) => {
      const file = list.reduce((changed, apply) => apply(changed), FILE).slice();
      const header = new Uint32Array(file.buffer, 0, 16);
      header[3] = file.length;
      header[4] = crc32(checkedPart(file));
      const result = readModel(file, { checksum: crc32 });
      if (!result.ok) {
        report.refused++;
        if (!/^(is|has) .*; .* again$|^is no model/u.test(result.message)) throw new Error(result.message);
        return;
      }
      report.taken++;
      const { model } = result;
      const verdict = createClassifier(model)(query, agent);
      const isProbability = verdict.probability >= 0 && verdict.probability <= 1;
      if (!isProbability || !model.labels.includes(verdict.label)) throw new Error(JSON.stringify(verdict));
      for (const { weight } of explainVerdict(model, query, agent)) {
        if (!Number.isFinite(weight)) throw new Error(`a reason weighs ${weight}`);
      }
    }),
    { numRuns: runs, seed },
  );
  return report;
}

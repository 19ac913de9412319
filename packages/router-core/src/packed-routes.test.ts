import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileRoutes } from "./compile.ts";
import { listTerms, packRoutes, packRules, unpackRoutes } from "./packed-routes.ts";
import type { RuleList } from "./rule-list.ts";

function compiled() {
  const result = compileRoutes({
    version: 1,
    confidence: 0.9,
    fallback: "a",
    agents: [
      {
        id: "a",
        description: "Ä.",
        priority: 3,
        phrases: ["load  Balancer", "überblick"],
        keywords: [
          { any: ["cost*", "bill"], all: [], not: ["who"] },
          { any: ["cost*", "bill"], all: ["why"], not: ["who"] },
        ],
      },
    ],
  });
  if (!result.ok) throw new Error("the test's table is wrong");
  return result.routes;
}

function unpacked(
  file: Uint8Array,
  ...reading: Parameters<typeof unpackRoutes> extends [unknown, ...infer R] ? R : never
) {
  const result = unpackRoutes(file, ...reading);
  if (!result.ok) throw new Error(result.message);
  return result.routes;
}

function listRules(rules: RuleList) {
  return Array.from({ length: rules.size }, (_, number) => rules.at(number));
}

const FILE = packRoutes(compiled());

/** The file after `change`, with a total and a checksum that fit. */
function forged(change: (header: Uint32Array) => void, file = FILE.slice()): Uint8Array {
  const header = new Uint32Array(file.buffer, 0, 9);
  header[3] = file.length;
  change(header);
  header[4] = crc32(file.subarray(20));
  return file;
}

function messageOf(file: Uint8Array): string {
  const result = unpackRoutes(file, { checksum: crc32 });
  return result.ok ? "are routes" : result.message;
}

describe("packRules", () => {
  it("writes each list of terms once", () => {
    expect(packRules(compiled().rules)).toEqual({
      lists: [[0], [], [1], [2, 3], [4], [5]],
      rules: [
        [0, 3, 0, 1, 1, ["agents", 0, "phrases", 0]],
        [0, 3, 2, 1, 1, ["agents", 0, "phrases", 1]],
        [0, 3, 1, 3, 4, ["agents", 0, "keywords", 0]],
        [0, 3, 5, 3, 4, ["agents", 0, "keywords", 1]],
      ],
    });
  });
});

describe("unpackRoutes", () => {
  it("gives back the very routes that were packed", () => {
    const routes = unpacked(FILE);
    expect(routes.table).toEqual({
      fallback: "a",
      confidence: 0.9,
      agents: [{ id: "a", description: "Ä." }],
    });
    expect(listTerms(routes.automaton)).toEqual([
      { text: "load balancer", words: 2, prefix: false },
      { text: "überblick", words: 1, prefix: false },
      { text: "cost", words: 1, prefix: true },
      { text: "bill", words: 1, prefix: false },
      { text: "who", words: 1, prefix: false },
      { text: "why", words: 1, prefix: false },
    ]);
    expect(listRules(routes.rules)).toEqual(listRules(compiled().rules));
    expect([0, 1, 2, 3, 4, 5].map((term) => Array.from(routes.rules.anchoredAt(term)))).toEqual([
      [0],
      [1],
      [2],
      [2],
      [],
      [3],
    ]);
    expect(packRoutes(routes)).toEqual(FILE);
  });

  it("has nothing beyond the last", () => {
    const { automaton, rules } = unpacked(FILE);
    expect([automaton.terms.at(-1), automaton.terms.at(6)]).toEqual([undefined, undefined]);
    expect([rules.at(-1), rules.at(4)]).toEqual([undefined, undefined]);
    expect(Array.from(rules.anchoredAt(6))).toEqual([]);
  });

  it("takes a file wherever it lies in memory", () => {
    for (const offset of [0, 1, 2, 3, 4]) {
      const memory = new Uint8Array(FILE.length + 8).fill(0xff);
      memory.set(FILE, offset);
      expect(messageOf(memory.subarray(offset, offset + FILE.length))).toBe("are routes");
    }
  });

  it("computes the checksum and reads the text itself, unless another does", () => {
    expect(unpackRoutes(FILE, { checksum: () => 0 }).ok).toBe(false);
    const decode = (ascii: Uint8Array) => Buffer.from(ascii).toString("latin1");
    expect(packRoutes(unpacked(FILE, { checksum: crc32, decode }))).toEqual(FILE);
    const damaged = FILE.with(FILE.length - 1, 1);
    expect(unpackRoutes(damaged)).toEqual({ ok: false, message: "these are damaged; pack the table again" });
    expect(unpackRoutes(damaged, { checksum: "checked-before" }).ok).toBe(true);
  });

  it.each([
    ["nothing", new Uint8Array(0), "these are no packed routes; pack the table again"],
    ["less than a header", FILE.slice(0, 35), "these are no packed routes; pack the table again"],
    [
      "a route table",
      Buffer.from("version: 1\nagents: []\n".repeat(4)),
      "these are no packed routes; pack the table again",
    ],
    [
      "half of the name",
      forged((header) => header.set([0], 1)),
      "these are no packed routes; pack the table again",
    ],
    [
      "another version",
      forged((header) => header.set([1], 2)),
      "these have format version 1; this router reads 2; pack the table again",
    ],
    [
      "a file that was cut",
      FILE.slice(0, -4),
      `these are not whole: ${FILE.length} bytes expected, ${FILE.length - 4} found; pack the table again`,
    ],
    ["a bit that fell over", FILE.with(60, (FILE[60] ?? 0) ^ 4), "these are damaged; pack the table again"],
    [
      "more text than there is",
      forged((header) => header.set([4000], 5)),
      "these are damaged; pack the table again",
    ],
    [
      "text that is not aligned",
      forged((header) => header.set([(header[5] ?? 0) + 1], 5)),
      "these are damaged; pack the table again",
    ],
    [
      "more nodes than there are",
      forged((header) => header.set([0xffff_ffff], 6)),
      "these are damaged; pack the table again",
    ],
    [
      "no rows behind the tables",
      forged(() => undefined, FILE.slice(0, -200)),
      "these are damaged; pack the table again",
    ],
  ])("refuses %s", (_what, file, message) => {
    expect(messageOf(file)).toBe(message);
  });

  it("refuses every part of a file, and every file of which one byte is another", () => {
    fc.assert(
      fc.property(fc.nat(FILE.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        expect(messageOf(FILE.subarray(0, at))).not.toBe("are routes");
        expect(messageOf(FILE.with(at, (FILE[at] ?? 0) ^ flip))).not.toBe("are routes");
      }),
    );
  });
});

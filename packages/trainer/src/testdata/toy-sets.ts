import type { Example } from "../example.ts";
import type { WordVectors } from "../word-vectors.ts";

export function toyVectors(vectors: Readonly<Record<string, readonly number[]>>): WordVectors {
  const words = Object.keys(vectors);
  return {
    dimensions: Object.values(vectors)[0]?.length ?? 0,
    words,
    vectorOf: (word) => (Object.hasOwn(vectors, word) ? Float32Array.from(vectors[word] ?? []) : undefined),
  };
}

const TEXTS: readonly (readonly [label: string, texts: readonly string[]])[] = [
  [
    "cost",
    [
      "show my bill",
      "what did i spend",
      "monthly cost report",
      "why is the bill so high",
      "price of storage",
    ],
  ],
  [
    "cost",
    ["cost of last month", "spending by team", "invoice for may", "bill of the team", "what is the price"],
  ],
  [
    "network",
    ["my vpc is down", "open port 443", "subnet routing", "vpn tunnel flaps", "dns does not resolve"],
  ],
  ["network", ["peering of vpcs", "open a port", "nat gateway", "vpc routing", "the vpn is down"]],
  ["oos", ["tell me a joke", "how is the weather", "sing a song", "who won the match", "write a poem"]],
  ["oos", ["best pizza in town", "tell me a story", "a song please", "weather in paris", "another joke"]],
];

/** Ten texts each of cost, network and out of scope, each between `before` and `after`. */
export function toyRows(before = "", after = ""): readonly Example[] {
  return TEXTS.flatMap(([label, texts]) =>
    texts.map((text) => ({ label, text: `${before}${text}${after}` })),
  ).map((row, index) => ({ ...row, line: index + 1 }));
}

/** "label text" a line. */
export function rowsOf(...lines: readonly string[]): readonly Example[] {
  return lines.map((line, index) => {
    const at = line.indexOf(" ");
    return { text: line.slice(at + 1), label: line.slice(0, at), line: index + 1 };
  });
}

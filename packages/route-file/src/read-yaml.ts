import type { TablePath } from "@switchyard/router-core";
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type Scalar,
  type YAMLSeq,
} from "yaml";
import type { RouteFileProblem } from "./problem.ts";

/** A problem before its offset is turned into line and column. */
export interface LocatedProblem {
  readonly code: RouteFileProblem["code"];
  readonly offset: number;
  readonly path: TablePath;
  readonly message: string;
}

export interface YamlFile {
  readonly problems: readonly LocatedProblem[];
  readonly value: unknown;
  /** Where the value at `path` starts, or its key. Of a path that leads nowhere, the last place on the way. */
  readonly offsetOf: (path: TablePath, part: "key" | "value") => number;
}

const MAX_SYNTAX_PROBLEMS = 20;
const MAX_ALIASES = 1000;

/**
 * Reads one YAML or JSON document. Stricter than YAML: no tags, no repeated keys, keys are texts, and an alias stands
 * for a flat list of values only. So an alias never holds another, and a few lines cannot grow into gigabytes.
 */
export function readYaml(text: string): YamlFile {
  const document = parseDocument(text, {
    version: "1.2",
    prettyErrors: false,
    // Checked below in linear time.
    uniqueKeys: false,
  });
  const syntax = syntaxProblems(document);
  const reader = new ValueReader(document);
  const value = syntax.length > 0 ? undefined : reader.read(document.contents, []);
  return {
    problems: [...syntax, ...reader.problems],
    value,
    offsetOf: (path, part) => offsetOf(document, path, part),
  };
}

function syntaxProblems(document: Document.Parsed): readonly LocatedProblem[] {
  const found = [...document.errors, ...document.warnings];
  const exhausted = found.find((error) => error.code === "RESOURCE_EXHAUSTION");
  if (exhausted !== undefined) {
    return [at(exhausted.pos[0], "bad-syntax", "lists or mappings are nested too deeply")];
  }
  return found.slice(0, MAX_SYNTAX_PROBLEMS).map((error) => {
    const message =
      error.code === "MULTIPLE_DOCS"
        ? "expected one document, found another after ---; put each table into its own file"
        : lowerFirst(error.message);
    return at(error.pos[0], "bad-syntax", message);
  });
}

class ValueReader {
  readonly problems: LocatedProblem[] = [];
  readonly #document: Document;
  #aliases = 0;

  constructor(document: Document) {
    this.#document = document;
  }

  read(node: Node | null, path: TablePath): unknown {
    if (node === null) return null;
    if (isAlias(node)) return this.#readAlias(node, path);
    if (node.anchor !== undefined && !isFlatList(node)) {
      this.#report(
        node,
        "alias",
        `the anchor &${node.anchor} does not stand at a list of plain values; remove it`,
        path,
      );
    }
    if (isSeq<Node | null>(node)) return node.items.map((item, index) => this.read(item, [...path, index]));
    if (!isMap<Node, Node | null>(node)) return isScalar(node) ? node.value : null;

    const entries = new Map<string, unknown>();
    for (const { key, value } of node.items) {
      if (!isScalar(key) || typeof key.value !== "string" || key.anchor !== undefined) {
        this.#report(key, "bad-key", "expected a plain text as the key; put it in quotes", path);
      } else if (entries.has(key.value)) {
        const message = `the key "${key.value}" is there twice in one mapping; remove one`;
        this.#report(key, "duplicate-key", message, [...path, key.value]);
      } else {
        entries.set(key.value, this.read(value, [...path, key.value]));
      }
    }
    return Object.fromEntries(entries);
  }

  #readAlias(alias: Alias, path: TablePath): unknown {
    if (++this.#aliases === MAX_ALIASES + 1) {
      this.#report(alias, "alias", `expected at most ${MAX_ALIASES} aliases, found more`, path);
    }
    if (this.#aliases > MAX_ALIASES) return null;
    const target = alias.resolve(this.#document);
    if (target === undefined) {
      this.#report(alias, "alias", `no anchor &${alias.source} stands above this alias`, path);
      return null;
    }
    if (!isFlatList(target)) {
      this.#report(
        alias,
        "alias",
        `the alias *${alias.source} does not stand for a list of plain values; write it out`,
        path,
      );
      return null;
    }
    return target.items.map((item) => item.value);
  }

  #report(node: Node, code: LocatedProblem["code"], message: string, path: TablePath): void {
    this.problems.push(at(node.range?.[0] ?? 0, code, message, path));
  }
}

function isFlatList(node: Node): node is YAMLSeq<Scalar> {
  return isSeq(node) && node.items.every((item) => isScalar(item) && item.anchor === undefined);
}

/** A problem in an aliased list is where the list is written. */
function offsetOf(document: Document, path: TablePath, part: "key" | "value"): number {
  let node: Node | null | undefined = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const [depth, step] of path.entries()) {
    let next: Node | null | undefined;
    if (isSeq<Node | null>(node) && typeof step === "number") next = node.items[step];
    else if (isMap<Node, Node | null>(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
      if (pair === undefined) break;
      offset = pair.key.range?.[0] ?? offset;
      if (part === "key" && depth === path.length - 1) break;
      next = pair.value;
    }
    if (next === undefined || next === null) break;
    offset = next.range?.[0] ?? offset;
    node = isAlias(next) ? next.resolve(document) : next;
  }
  return offset;
}

function at(
  offset: number,
  code: LocatedProblem["code"],
  message: string,
  path: TablePath = [],
): LocatedProblem {
  return { code, offset, path, message };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { validation } from "../errors.ts";
import type { Item } from "../values.ts";
import { type Path, quarrelOf, valueAt } from "./path.ts";
import { type Placeholders, readerOf } from "./reader.ts";

/** Reads a list of paths. */
export function parseProjection(expression: string, placeholders: Placeholders): readonly Path[] {
  const reader = readerOf("ProjectionExpression", expression, placeholders);
  const paths = [reader.path()];
  while (reader.takeSymbol(",")) paths.push(reader.path());
  reader.expectEnd();
  for (const [index, path] of paths.entries()) {
    for (const other of paths.slice(index + 1)) {
      const quarrel = quarrelOf(path, other);
      if (quarrel !== undefined) throw validation(`Invalid ProjectionExpression: ${quarrel}`);
    }
  }
  return paths;
}

/** A container of the projected item: lists move together, so their members are collected by position first. */
interface Branch {
  readonly children: Map<string | number, Branch>;
  leaf?: AttributeValue;
}

/** The parts of an item that the paths lead to. */
export function project(item: Item, paths: readonly Path[] | undefined): Record<string, AttributeValue> {
  if (paths === undefined) return { ...item };
  const root: Branch = { children: new Map() };
  for (const path of paths) {
    const value = valueAt(item, path);
    if (value !== undefined) branchAt(root, path).leaf = value;
  }
  return membersOf(root);
}

function branchAt(root: Branch, path: Path): Branch {
  return path.reduce((branch, step) => {
    const child: Branch = branch.children.get(step) ?? { children: new Map() };
    branch.children.set(step, child);
    return child;
  }, root);
}

function valueOf(branch: Branch): AttributeValue {
  if (branch.leaf !== undefined) return branch.leaf;
  const positions = [...branch.children.keys()].filter((step) => typeof step === "number");
  if (positions.length === 0) return { M: membersOf(branch) };
  return {
    L: positions
      .toSorted((a, b) => a - b)
      .flatMap((position) => {
        const child = branch.children.get(position);
        return child === undefined ? [] : [valueOf(child)];
      }),
  };
}

function membersOf(branch: Branch): Record<string, AttributeValue> {
  return Object.fromEntries([...branch.children].map(([step, child]) => [String(step), valueOf(child)]));
}

import type { NormalizedSchema } from "@smithy/core/schema";
import { AwsError } from "../aws-error.ts";
import type { Members } from "./message.ts";
import { mismatch, requireMembers } from "./read-value.ts";
import { hasTrait, textTrait } from "./schemas.ts";
import { readText } from "./text-value.ts";

/** A form's keys as a tree: `A.member.1.B=x` is A → member → 1 → B with the text x. */
interface FormNode {
  text: string | undefined;
  readonly children: Map<string, FormNode>;
}

/** Keys of the protocol itself. */
const ENVELOPE = new Set(["Action", "Version"]);

/** Reads an awsQuery form. Lists are numbered from 1, wrapped in `member` unless flattened; maps in `entry`. */
export function readQueryInput(schema: NormalizedSchema, form: URLSearchParams): Members {
  const root = emptyNode();
  for (const [key, text] of form) {
    if (ENVELOPE.has(key) || /^x-amz-/i.test(key)) continue;
    let node = root;
    for (const part of key.split(".")) {
      const child = node.children.get(part) ?? emptyNode();
      node.children.set(part, child);
      node = child;
    }
    node.text = text;
  }
  return readStructure(schema, root, "");
}

function emptyNode(): FormNode {
  return { text: undefined, children: new Map() };
}

function readNode(schema: NormalizedSchema, node: FormNode, path: string): unknown {
  if (schema.isStructSchema()) {
    const value = readStructure(schema, node, path);
    requireMembers(schema, value, path);
    return value;
  }
  if (schema.isListSchema()) return readList(schema, node, path);
  if (schema.isMapSchema()) return readMap(schema, node, path);
  if (node.text === undefined || node.children.size > 0) throw mismatch(path, "one value", "several parts");
  return readText(schema, node.text, "date-time", path);
}

function readStructure(schema: NormalizedSchema, node: FormNode, path: string): Members {
  const value: Record<string, unknown> = {};
  const unknown = new Set(node.children.keys());
  for (const [name, member] of schema.isUnitSchema() ? [] : schema.structIterator()) {
    const key = keyOf(name, member);
    const child = node.children.get(key);
    unknown.delete(key);
    if (child !== undefined) value[name] = readNode(member, child, path === "" ? name : `${path}.${name}`);
  }
  for (const key of unknown) {
    const where = path === "" ? key : `${path}.${key}`;
    throw new AwsError(
      "SerializationException",
      `Unknown parameter '${where}' of ${schema.getName() ?? "the operation"}.`,
    );
  }
  return value;
}

function keyOf(name: string, member: NormalizedSchema): string {
  return textTrait(member, "xmlName") ?? name;
}

function readList(schema: NormalizedSchema, node: FormNode, path: string): readonly unknown[] {
  const item = schema.getValueSchema();
  const wrapper = hasTrait(schema, "xmlFlattened") ? undefined : (textTrait(item, "xmlName") ?? "member");
  return numbered(node, wrapper, path).map((child, index) =>
    readNode(item, child, `${path}.${index + 1}.member`),
  );
}

function readMap(schema: NormalizedSchema, node: FormNode, path: string): Members {
  const wrapper = hasTrait(schema, "xmlFlattened") ? undefined : "entry";
  const [keyName, valueName] = [
    textTrait(schema.getKeySchema(), "xmlName") ?? "key",
    textTrait(schema.getValueSchema(), "xmlName") ?? "value",
  ];
  const entries = numbered(node, wrapper, path).map((entry) => {
    const [key, value] = [entry.children.get(keyName)?.text, entry.children.get(valueName)];
    if (key === undefined || value === undefined)
      throw mismatch(path, `${keyName} and ${valueName}`, "one of them");
    return [key, readNode(schema.getValueSchema(), value, `${path}.${key}`)] as const;
  });
  return Object.fromEntries(entries);
}

/** The children `1`, `2`, … in order. SDKs send an empty list as the bare key with an empty text. */
function numbered(node: FormNode, wrapper: string | undefined, path: string): readonly FormNode[] {
  if (node.children.size === 0 && node.text === "") return [];
  const holder = wrapper === undefined ? node : node.children.get(wrapper);
  const isAlone = wrapper === undefined || node.children.size === 1;
  if (holder === undefined || !isAlone || node.text !== undefined) {
    throw mismatch(path, `a list as ${path}.${wrapper ?? ""}.1`, [...node.children.keys()].join(", "));
  }
  if (holder.children.size === 0 && holder.text === "") return [];
  const numbers = [...holder.children.keys()];
  const bad = numbers.find((number) => !/^[1-9]\d*$/.test(number));
  if (bad !== undefined) throw mismatch(path, "list positions counted from 1", bad);
  return numbers
    .toSorted((a, b) => Number(a) - Number(b))
    .flatMap((number) => holder.children.get(number) ?? []);
}

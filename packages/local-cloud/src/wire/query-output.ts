import type { NormalizedSchema } from "@smithy/core/schema";
import { hasTrait, textTrait } from "./schemas.ts";
import { writeText } from "./text-value.ts";
import { defect, recordOf } from "./write-value.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#xD;",
};

// oxlint-disable-next-line no-control-regex -- XML 1.0 has no way at all to carry these characters
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** One XML element with text in it. Characters that XML cannot carry become U+FFFD. */
export function element(name: string, text: string): string {
  const safe = text.replace(NOT_XML, "\ufffd").replace(/[&<>"\r]/g, (char) => ENTITIES[char] ?? char);
  return `<${name}>${safe}</${name}>`;
}

/** The members of a structure as XML elements, without an element around them. */
export function membersToXml(schema: NormalizedSchema, value: unknown): string {
  if (schema.isUnitSchema()) return "";
  const record = recordOf(schema, value);
  return [...schema.structIterator()]
    .map(([name, member]) => valueToXml(member, record[name], textTrait(member, "xmlName") ?? name))
    .join("");
}

function valueToXml(schema: NormalizedSchema, value: unknown, name: string): string {
  if (value === undefined || value === null) return "";
  if (schema.isStructSchema()) return `<${name}>${membersToXml(schema, value)}</${name}>`;
  if (schema.isListSchema()) return listToXml(schema, value, name);
  if (schema.isMapSchema()) return mapToXml(schema, value, name);
  return element(name, writeText(schema, value, "date-time"));
}

function listToXml(schema: NormalizedSchema, value: unknown, name: string): string {
  if (!Array.isArray(value)) throw defect(schema, "a list", value);
  const item = schema.getValueSchema();
  const isFlat = hasTrait(schema, "xmlFlattened");
  const itemName = isFlat ? name : (textTrait(item, "xmlName") ?? "member");
  const items = value.map((each: unknown) => valueToXml(item, each, itemName)).join("");
  return isFlat ? items : `<${name}>${items}</${name}>`;
}

function mapToXml(schema: NormalizedSchema, value: unknown, name: string): string {
  const isFlat = hasTrait(schema, "xmlFlattened");
  const keyName = textTrait(schema.getKeySchema(), "xmlName") ?? "key";
  const valueName = textTrait(schema.getValueSchema(), "xmlName") ?? "value";
  const entries = Object.entries(recordOf(schema, value)).map(([key, each]) => {
    const inner = element(keyName, key) + valueToXml(schema.getValueSchema(), each, valueName);
    return isFlat ? `<${name}>${inner}</${name}>` : `<entry>${inner}</entry>`;
  });
  return isFlat ? entries.join("") : `<${name}>${entries.join("")}</${name}>`;
}

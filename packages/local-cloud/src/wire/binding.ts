import type { NormalizedSchema } from "@smithy/core/schema";
import { hasTrait, textTrait } from "./schemas.ts";

/** Where a member of a REST operation's input or output travels. */
export type Binding =
  | { readonly kind: "label" | "all-parameters" | "status" | "payload" | "body" }
  | { readonly kind: "parameter"; readonly name: string }
  /** Header names and prefixes are in lower case. */
  | { readonly kind: "header" | "prefix-headers"; readonly name: string };

function bindingOf(member: NormalizedSchema): Binding {
  if (hasTrait(member, "httpLabel")) return { kind: "label" };
  if (hasTrait(member, "httpQueryParams")) return { kind: "all-parameters" };
  if (hasTrait(member, "httpResponseCode")) return { kind: "status" };
  if (hasTrait(member, "httpPayload")) return { kind: "payload" };
  const parameter = textTrait(member, "httpQuery");
  if (parameter !== undefined) return { kind: "parameter", name: parameter };
  const header = textTrait(member, "httpHeader");
  if (header !== undefined) return { kind: "header", name: header.toLowerCase() };
  const prefix = textTrait(member, "httpPrefixHeaders");
  if (prefix !== undefined) return { kind: "prefix-headers", name: prefix.toLowerCase() };
  return { kind: "body" };
}

/** Members of a structure with their bindings; none for an operation without input or output. */
export function bindingsOf(
  schema: NormalizedSchema,
): readonly (readonly [string, NormalizedSchema, Binding])[] {
  if (schema.isUnitSchema()) return [];
  return [...schema.structIterator()].map(([name, member]) => [name, member, bindingOf(member)]);
}

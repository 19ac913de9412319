import { z } from "zod";

/** Schemas that many resource types share. */

export const text = z.string();
export const textMap = z.record(z.string(), z.string());

export const tags = textMap.optional();

/** The `region` that every regional resource takes since version 7 of the provider. */
export function regionInput(region: string) {
  return z.literal(region, { error: `the local cloud has the region ${region} only` }).optional();
}

/** A policy or the like: JSON text, or the document itself. Comes out as text. */
export const jsonDocument = z.union(
  [
    z.string().refine(isJsonObject, { error: "expected the text of a JSON object" }),
    z.record(z.string(), z.unknown()).transform((document) => JSON.stringify(document)),
  ],
  { error: "expected the text of a JSON object, or the object itself" },
);

function isJsonObject(value: string): boolean {
  try {
    const parsed = JSON.parse(value) as unknown;
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
  } catch {
    return false;
  }
}

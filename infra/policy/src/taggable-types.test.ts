import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { TAGGABLE, UNTAGGABLE } from "./taggable-types.ts";

const AWS = dirname(fileURLToPath(import.meta.resolve("@pulumi/aws/package.json")));

/** Whether the arguments of a type's class have `tags`; its file is named in the type. */
function takesTags(type: string): boolean {
  const [, file, className] = /^aws:([A-Za-z0-9]+\/[A-Za-z0-9]+):([A-Za-z0-9]+)$/.exec(type) ?? [];
  const source = readFileSync(join(AWS, `${file}.d.ts`), "utf8");
  const start = source.indexOf(`export interface ${className}Args {`);
  if (start < 0) throw new Error(`Expected ${className}Args in ${file}.d.ts of @pulumi/aws, found none.`);
  return source.slice(start).includes("\n    tags?: ");
}

describe("the lists of types", () => {
  it.each(TAGGABLE)("are right that %s takes tags", (type) => {
    expect(takesTags(type)).toBe(true);
  });

  it.each(UNTAGGABLE)("are right that %s takes none", (type) => {
    expect(takesTags(type)).toBe(false);
  });

  it("name each type once", () => {
    const all = [...TAGGABLE, ...UNTAGGABLE];
    expect(new Set(all).size).toBe(all.length);
  });
});

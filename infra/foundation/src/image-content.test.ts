import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { contentTag } from "./image-content.ts";

const made: string[] = [];
afterEach(() => {
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true });
});

function contextWith(files: Readonly<Record<string, string>>): string {
  const dir = mkdtempSync(join(tmpdir(), "image-content-"));
  made.push(dir);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(dir, path, ".."), { recursive: true });
    writeFileSync(join(dir, path), content);
  }
  return dir;
}

describe("contentTag", () => {
  it("is the same for the same content in another folder", () => {
    const files = { Dockerfile: "FROM scratch", "dist/index.cjs": "1" };
    expect(contentTag(contextWith(files), "linux/arm64")).toBe(contentTag(contextWith(files), "linux/arm64"));
  });

  it("changes with the bundle, the Dockerfile, the platform and the name of a file", () => {
    const tags = [
      contentTag(contextWith({ Dockerfile: "FROM a", "dist/index.cjs": "1" }), "linux/arm64"),
      contentTag(contextWith({ Dockerfile: "FROM a", "dist/index.cjs": "2" }), "linux/arm64"),
      contentTag(contextWith({ Dockerfile: "FROM b", "dist/index.cjs": "1" }), "linux/arm64"),
      contentTag(contextWith({ Dockerfile: "FROM a", "dist/index.cjs": "1" }), "linux/amd64"),
      contentTag(contextWith({ Dockerfile: "FROM a", "dist/index.mjs": "1" }), "linux/arm64"),
    ];
    expect(new Set(tags).size).toBe(5);
  });

  it("changes with the label of the release", () => {
    const context = contextWith({ Dockerfile: "FROM a", "dist/index.cjs": "1" });
    const tags = [
      contentTag(context, "linux/arm64"),
      contentTag(context, "linux/arm64", "1"),
      contentTag(context, "linux/arm64", "2"),
    ];
    expect(new Set(tags).size).toBe(3);
    expect(contentTag(context, "linux/arm64", "1")).toBe(tags[1]);
  });

  it("ignores files that the image does not hold", () => {
    const shipped = { Dockerfile: "FROM a", "dist/index.cjs": "1" };
    expect(contentTag(contextWith({ ...shipped, "src/index.ts": "x" }), "linux/arm64")).toBe(
      contentTag(contextWith(shipped), "linux/arm64"),
    );
  });

  it("asks for the bundle when there is none", () => {
    const dir = contextWith({ Dockerfile: "FROM a" });
    expect(() => contentTag(dir, "linux/arm64")).toThrow(
      `Expected the bundled handler in ${join(dir, "dist")}, found nothing. Run "pnpm bundle" first.`,
    );
  });
});

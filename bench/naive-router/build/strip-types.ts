import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { dirname, join } from "node:path";

const NOT_SHIPPED = /[.](test|contract|d)[.]ts$|(^|\/)testdata\//;

/** Copies a folder of TypeScript as JavaScript, each file for itself. Node strips no types inside of node_modules. */
export async function copyStripped(fromDir: string, toDir: string): Promise<void> {
  const files = await readdir(fromDir, { recursive: true });
  for (const file of files.toSorted()) {
    if (!file.endsWith(".ts") || NOT_SHIPPED.test(file)) continue;
    const to = join(toDir, toJs(file));
    await mkdir(dirname(to), { recursive: true });
    await writeFile(to, toJavaScript(await readFile(join(fromDir, file), "utf8")));
  }
}

/** Without types, and with relative imports of `.js` in the place of `.ts`. */
export function toJavaScript(source: string): string {
  return stripTypeScriptTypes(source).replace(
    /(\bfrom |\bimport )"(\.{1,2}\/[^"]+)\.ts"/g,
    (_match, before: string, path: string) => `${before}"${path}.js"`,
  );
}

function toJs(file: string): string {
  return file.replace(/[.]ts$/, ".js");
}

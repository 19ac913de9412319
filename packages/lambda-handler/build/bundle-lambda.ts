import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { type Plugin, rolldown } from "rolldown";

export interface BundleRequest {
  /** Absolute path of the module that exports `handler`. */
  readonly entry: string;
  /** Absolute path of the folder to make. What was in it is removed. */
  readonly outDir: string;
  /** Absolute path that paths inside the bundle are relative to, so that no machine's path gets in. */
  readonly root: string;
}

export interface BundledFile {
  readonly path: string;
  readonly bytes: number;
  /** What is inside, as paths relative to `root`; for a test to look for what should not be. */
  readonly modules: readonly string[];
}

/** Bundles a Lambda into `index.cjs`, with everything but Node's own modules inside. Empties the folder first. */
export async function bundleLambda({ entry, outDir, root }: BundleRequest): Promise<BundledFile> {
  await rm(outDir, { recursive: true, force: true });
  const [file] = await bundleProgram({ entry, name: "index", outDir, root, chunks: [] });
  if (file === undefined) throw new Error(`Bundling ${entry} gave no file.`);
  return file;
}

interface ProgramRequest extends BundleRequest {
  /** The file of the entry is called `<name>.cjs`. */
  readonly name: string;
  /** Names of the modules that are imported dynamically: each becomes a file of its own, loaded when it is needed. */
  readonly chunks: readonly string[];
  readonly plugins?: readonly Plugin[];
}

/**
 * Bundles a program. The same input gives the same bytes: an image's tag is a hash of them.
 *
 * CommonJS out of ES modules, by measurement: ES modules in save a fifth of the start (dead code is seen), CommonJS
 * out saves a quarter. Not minified: that saved no time, and a stack trace of one line helps nobody.
 */
export async function bundleProgram({
  entry,
  name,
  chunks,
  plugins = [],
  outDir,
  root,
}: ProgramRequest): Promise<readonly BundledFile[]> {
  await mkdir(outDir, { recursive: true });
  const bundle = await rolldown({
    input: { [name]: entry },
    cwd: root,
    platform: "node",
    resolve: { mainFields: ["module", "main"], conditionNames: ["node", "import", "module"] },
    treeshake: true,
    plugins: [...plugins],
    // What entry and chunk share stays in the entry: one file less to open.
    preserveEntrySignatures: "allow-extension",
    onLog: (_level, log) => {
      // A bundle that was made with a warning is not the bundle that was meant.
      throw new Error(`Bundling ${entry}: ${log.message}`);
    },
  });
  try {
    const { output } = await bundle.generate({
      entryFileNames: "[name].cjs",
      chunkFileNames: "[name].cjs",
      format: "cjs",
      exports: "named",
      codeSplitting: chunks.length > 0,
      sourcemap: false,
      comments: false,
    });
    const files = output.filter((file) => file.type === "chunk");
    const found = files.map(({ fileName }) => fileName).toSorted();
    const expected = [name, ...chunks].map((part) => `${part}.cjs`).toSorted();
    if (found.join() !== expected.join()) {
      throw new Error(`Bundling ${entry}: expected ${expected.join(", ")}; found ${found.join(", ")}.`);
    }
    return await Promise.all(
      files.map(async ({ fileName, code, moduleIds }) => {
        const path = join(outDir, fileName);
        await writeFile(path, inAscii(requireBuiltins(code)));
        return { ...(await measureFile(path)), modules: moduleIds.map((id) => relative(root, id)) };
      }),
    );
  } finally {
    await bundle.close();
  }
}

/** Node's own modules need no loader of ES modules, which takes milliseconds to wake. */
function requireBuiltins(code: string): string {
  return code.replace(/\bimport\(("node:[a-z/]+")\)/g, "Promise.resolve(require($1))");
}

/** Letters beyond ASCII as escapes: a file without them is read without being decoded. In comments nobody minds. */
function inAscii(code: string): string {
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

export async function measureFile(path: string): Promise<BundledFile> {
  return { path, bytes: (await stat(path)).size, modules: [] };
}

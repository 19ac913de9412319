import { basename, join } from "node:path";
import { type BundledFile, bundleLambda } from "@switchyard/lambda-handler/build";

const PACKAGE_DIR = join(import.meta.dirname, "..");

/** Makes what ships: one `index.cjs` with the three handlers. */
export function bundleController(outDir: string): Promise<BundledFile> {
  return bundleLambda({
    entry: join(PACKAGE_DIR, "src/index.ts"),
    outDir,
    root: join(PACKAGE_DIR, "../.."),
  });
}

if (import.meta.main) {
  const { path, bytes } = await bundleController(join(PACKAGE_DIR, "dist"));
  process.stdout.write(`${basename(path)} ${bytes} bytes\n`);
}

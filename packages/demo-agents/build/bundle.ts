import { basename, join } from "node:path";
import { bundleLambda } from "@switchyard/lambda-handler/build";

const PACKAGE_DIR = join(import.meta.dirname, "..");

const { path, bytes } = await bundleLambda({
  entry: join(PACKAGE_DIR, "src/index.ts"),
  outDir: join(PACKAGE_DIR, "dist"),
  root: join(PACKAGE_DIR, "../.."),
});
process.stdout.write(`${basename(path)} ${bytes} bytes\n`);

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleProgram } from "@switchyard/lambda-handler/build";

const ROOT_DIR = join(import.meta.dirname, "../../..");
const HANDLER_ENTRY = join(ROOT_DIR, "packages/lambda-handler/src/index.ts");

/**
 * Bundles the router's handler as it is bundled to ship, but with the SDK's clients in the place of the module that talks
 * to AWS, and in one file: the SDK has dozens of dynamic imports of its own, for ways to get credentials.
 */
export async function bundleWithSdk(outDir: string): Promise<void> {
  const sdkAws = fileURLToPath(import.meta.resolve("@switchyard/lambda-handler/sdk-aws"));
  await bundleProgram({
    entry: HANDLER_ENTRY,
    name: "index",
    chunks: [],
    outDir,
    root: ROOT_DIR,
    plugins: [
      {
        name: "aws-by-sdk",
        resolveId: (source, importer) =>
          source === "./aws.ts" && importer === HANDLER_ENTRY ? sdkAws : undefined,
      },
    ],
  });
}

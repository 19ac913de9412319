import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readRouteFile } from "@switchyard/route-file";
import { MAX_MODEL_BYTES } from "@switchyard/trainer";
import { expect, it } from "vitest";
import { trainShippedModel } from "./model.ts";

const PACKAGE_DIR = join(import.meta.dirname, "..");

it("finds in the repository the very model that training makes of the examples there", async () => {
  const routes = readRouteFile(await readFile(join(PACKAGE_DIR, "routes.yaml"), "utf8"), "routes.yaml");
  if (!routes.ok) throw new Error("routes.yaml cannot be used");
  const { bytes, card } = await trainShippedModel(routes.routes);
  const [model, committed] = await Promise.all([
    readFile(join(PACKAGE_DIR, "model/model.bin")),
    readFile(join(PACKAGE_DIR, "model/model.json"), "utf8"),
  ]);
  expect(JSON.parse(committed)).toMatchObject(card);
  expect(model.equals(bytes)).toBe(true);
  expect(bytes.length).toBeLessThanOrEqual(MAX_MODEL_BYTES);
});

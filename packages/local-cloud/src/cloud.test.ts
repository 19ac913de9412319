import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CloudControl, openCloud } from "./cloud.ts";

let dir: string;
let cloud: CloudControl;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "cloud-"));
  cloud = await openCloud({ dir: join(dir, "state"), awsPort: 0, apiPort: 0 });
});
afterEach(async () => {
  await cloud.close();
  rmSync(dir, { recursive: true });
});

describe("the outputs of a stack", () => {
  it("are undefined when it was never deployed", async () => {
    expect(await cloud.outputs("shop", "dev")).toBeUndefined();
  });

  it("are never read from a file outside the folder of the stacks", async () => {
    writeFileSync(join(dir, "x.json"), "{}");
    await expect(cloud.outputs("../..", "x")).rejects.toThrow("'../..' is no name for a project");
    await expect(cloud.outputs("..", "x")).rejects.toThrow("'..' is no name for a project");
    await expect(cloud.outputs("shop", "../../../x")).rejects.toThrow("'../../../x' is no name for a stack");
  });
});

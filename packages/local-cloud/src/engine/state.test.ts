import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStateFile, type ResourceState, type StackState } from "./state.ts";

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "state-"));
  file = join(dir, "shop", "dev.json");
});
afterEach(() => rmSync(dir, { recursive: true }));

const resource: ResourceState = {
  urn: "urn:a",
  type: "mem:index:Thing",
  name: "a",
  kind: "custom",
  id: "a-1",
  parent: "",
  dependencies: [],
  inputs: { env: { KEY: "hunter2-hunter2", PLAIN: "p" } },
  outputs: { env: { KEY: "hunter2-hunter2", PLAIN: "p" }, arn: "arn:a" },
  secretInputs: ["env.KEY"],
  secretOutputs: ["env", "env.KEY", "absent"],
  protect: false,
  retainOnDelete: false,
  deletedWith: "",
  pendingDelete: false,
};
const state: StackState = {
  version: 1,
  project: "shop",
  stack: "dev",
  resources: [resource],
  creating: ["urn:b"],
};

describe("openStateFile", () => {
  it("reads what it wrote, and nothing of a stack that was never deployed", () => {
    expect(openStateFile(file).read()).toBeUndefined();
    openStateFile(file).write(state);
    expect(openStateFile(file).read()).toEqual(state);
  });

  it("writes no secret in the clear, and both files for the owner only", () => {
    openStateFile(file).write(state);
    const text = readFileSync(file, "utf8");
    expect(text).not.toContain("hunter2");
    expect(text).toContain("arn:a");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(`${file}.key`).mode & 0o777).toBe(0o600);
    expect(statSync(join(dir, "shop")).mode & 0o777).toBe(0o700);
  });

  it("makes no key for a state without secrets", () => {
    openStateFile(file).write({ ...state, resources: [] });
    expect(existsSync(`${file}.key`)).toBe(false);
  });

  it("says which key is missing and changes nothing", () => {
    openStateFile(file).write(state);
    rmSync(`${file}.key`);
    const before = readFileSync(file, "utf8");
    expect(() => openStateFile(file).read()).toThrow(
      `the key that opens them is missing: expected it in ${file}.key`,
    );
    expect(readFileSync(file, "utf8")).toBe(before);
    expect(existsSync(`${file}.key`)).toBe(false);
  });

  it("refuses another key, a damaged key and a sealed value that was changed or moved", () => {
    openStateFile(file).write(state);
    const [text, key] = [readFileSync(file, "utf8"), readFileSync(`${file}.key`, "utf8")];
    writeFileSync(`${file}.key`, "ab".repeat(32));
    expect(() => openStateFile(file).read()).toThrow("cannot be opened with the key");
    writeFileSync(`${file}.key`, "short");
    expect(() => openStateFile(file).read()).toThrow("is damaged: expected 32 bytes in hexadecimal");
    writeFileSync(`${file}.key`, key);
    writeFileSync(file, text.replace(/"sealed": "./, '"sealed": "!'));
    expect(() => openStateFile(file).read()).toThrow("The secret at urn:a inputs.env.KEY cannot be opened");
    writeFileSync(file, text.replaceAll("urn:a", "urn:x"));
    expect(() => openStateFile(file).read()).toThrow("cannot be opened");
    writeFileSync(file, text.replace(/\{\s*"sealed": "[^"]+"\s*\}/, '"clear"'));
    expect(() => openStateFile(file).read()).toThrow("is not encrypted: the state file was edited");
  });

  it.each([
    ["no JSON", "{", "it is not JSON"],
    ["an unknown member", JSON.stringify({ ...state, resources: [], extra: 1 }), 'Unrecognized key: "extra"'],
    ["half a resource", JSON.stringify({ ...state, resources: [{ urn: "urn:a" }] }), "resources[0]"],
    ["a later version", JSON.stringify({ version: 2 }), "has version 2; this engine knows up to 1"],
  ])("refuses a file with %s and leaves it alone", (_, text, message) => {
    openStateFile(file).write({ ...state, resources: [] });
    writeFileSync(file, text);
    expect(() => openStateFile(file).read()).toThrow(message);
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  it("keeps the old state when a write fails", () => {
    openStateFile(file).write({ ...state, resources: [] });
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const bad = { ...resource, secretInputs: [], secretOutputs: [], inputs: circular };
    expect(() => openStateFile(file).write({ ...state, resources: [bad] })).toThrow("circular");
    expect(openStateFile(file).read()?.resources).toEqual([]);
  });
});

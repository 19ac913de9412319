import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readProjectFile, readStackConfig, requireNames } from "./stack-files.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "project-"));
});
afterEach(() => rmSync(dir, { recursive: true }));
const write = (name: string, text: string): void => writeFileSync(join(dir, name), text);

describe("readProjectFile", () => {
  it("reads name, entry, Node arguments and config", () => {
    write(
      "Pulumi.yaml",
      "name: shop\ndescription: A shop.\nmain: src\nruntime:\n  name: nodejs\n  options: {typescript: false, nodeargs: --a  --b=1}\nconfig:\n  size: 1\n",
    );
    expect(readProjectFile(dir)).toEqual({
      name: "shop",
      main: "src",
      nodeArgs: ["--a", "--b=1"],
      config: { size: 1 },
    });
    write("Pulumi.yaml", "name: shop\nruntime: nodejs\n");
    expect(readProjectFile(dir)).toEqual({ name: "shop", main: undefined, nodeArgs: [], config: {} });
  });

  it.each([
    ["name: shop\nruntime: python\n", "runtime"],
    ["name: shop\nruntime: nodejs\noptions: {refresh: always}\n", 'Unrecognized key: "options"'],
    ["name: my shop\nruntime: nodejs\n", "name expected 1 to 100 letters"],
    ["name: ..\nruntime: nodejs\n", "name expected 1 to 100 letters"],
    ["name: a\nname: b\nruntime: nodejs\n", "Map keys must be unique"],
    ["a: [", "Pulumi.yaml is not valid"],
    ["name: a\nruntime: nodejs\n---\nname: b\n", "must hold exactly one YAML document"],
    ["", "Pulumi.yaml must hold exactly one YAML document"],
  ])("refuses %j", (text, message) => {
    write("Pulumi.yaml", text);
    expect(() => readProjectFile(dir)).toThrow(message);
  });

  it("says when the folder holds no project", () => {
    expect(() => readProjectFile(dir)).toThrow(
      `${dir} is no Pulumi project: expected a file Pulumi.yaml there.`,
    );
  });
});

describe("readStackConfig", () => {
  it("reads the config of a stack, or none", () => {
    write("Pulumi.dev.yaml", "config:\n  aws:region: us-east-1\n  sizing: {a: [1]}\nencryptionsalt: v1:x\n");
    expect(readStackConfig(dir, "dev")).toEqual({ "aws:region": "us-east-1", sizing: { a: [1] } });
    write("Pulumi.empty.yaml", "# nothing\nconfig:\n");
    expect(readStackConfig(dir, "empty")).toEqual({});
    write("Pulumi.blank.yaml", "");
    expect(readStackConfig(dir, "blank")).toEqual({});
  });

  it("refuses a stack without a file and names those that have one", () => {
    write("Pulumi.dev.yaml", "");
    write("Pulumi.prod.yaml", "");
    expect(() => readStackConfig(dir, "prd")).toThrow(
      `There is no stack 'prd': expected ${join(dir, "Pulumi.prd.yaml")}; stacks with a file: dev, prod.`,
    );
    expect(() => readStackConfig(dir, "../x")).toThrow("'../x' is no name for a stack");
    expect(() => readStackConfig(dir, "..")).toThrow("'..' is no name for a stack");
  });

  it("refuses unknown keys, and numbers that would not stay as they are written", () => {
    write("Pulumi.dev.yaml", "config:\n  account: 012\n  ok: '012'\n  list: [1, 1e3]\nenvironment: [x]\n");
    expect(() => readStackConfig(dir, "dev")).toThrow(
      [
        `${join(dir, "Pulumi.dev.yaml")} is not valid:`,
        "- account: 012 would be read as the number 12; write it in quotes",
        "- list: 1e3 would be read as the number 1000; write it in quotes",
        '- Unrecognized key: "environment"',
      ].join("\n"),
    );
  });
});

describe("requireNames", () => {
  it("takes letters, digits, '_', '.' and '-'", () => {
    expect(() => requireNames("my-shop_2.x", "...dev")).not.toThrow();
  });

  it.each(["", ".", "..", "a/b", "a\\b", "../../x", "a\0b", "x".repeat(101)])(
    "refuses %j as either name",
    (name) => {
      expect(() => requireNames(name, "dev")).toThrow(`'${name}' is no name for a project`);
      expect(() => requireNames("shop", name)).toThrow(`'${name}' is no name for a stack`);
    },
  );
});

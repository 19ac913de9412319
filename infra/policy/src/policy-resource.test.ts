import { asset } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { checkedResource } from "./policy-resource.ts";

const URN = "urn:pulumi:dev::switchyard-router::aws:lambda/function:Function::fn";
const OPTIONS = { ignoreChanges: [], protect: true };

function propsOf(props: Record<string, unknown>, opts = OPTIONS) {
  return checkedResource({ urn: URN, type: "aws:lambda/function:Function", name: "fn", props, opts }).props;
}

describe("checkedResource", () => {
  it("keeps plain values, however deep, and the options", () => {
    const props = { timeout: 3, tags: { a: "b" }, layers: [{ arn: "x" }, null] };
    expect(
      checkedResource({ urn: URN, type: "aws:lambda/function:Function", name: "fn", props, opts: OPTIONS }),
    ).toEqual({
      urn: URN,
      type: "aws:lambda/function:Function",
      name: "fn",
      props,
      ignoreChanges: [],
      protect: true,
    });
  });

  it("looks into no file", () => {
    expect(propsOf({ code: new asset.FileArchive("dist") })).toEqual({ code: { kind: "asset" } });
  });

  it("passes on what else goes wrong while a value is read", () => {
    const props = {
      get broken(): string {
        throw new Error("no");
      },
    };
    expect(() => propsOf(props)).toThrow("no");
  });
});

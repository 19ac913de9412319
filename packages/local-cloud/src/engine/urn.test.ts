import { describe, expect, it } from "vitest";
import { formerUrns, type Naming, parseUrn, urnOf } from "./urn.ts";

const STACK_URN = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev";
const GROUP_URN = "urn:pulumi:dev::shop::app:index:Group::web";

describe("urnOf", () => {
  it("leaves the stack out of the type chain and puts other parents in", () => {
    expect(urnOf("dev", "shop", "", "pulumi:pulumi:Stack", "shop-dev")).toBe(STACK_URN);
    expect(urnOf("dev", "shop", STACK_URN, "app:index:Group", "web")).toBe(GROUP_URN);
    expect(urnOf("dev", "shop", GROUP_URN, "aws:lambda/function:Function", "fn")).toBe(
      "urn:pulumi:dev::shop::app:index:Group$aws:lambda/function:Function::fn",
    );
  });
});

describe("parseUrn", () => {
  it("takes a URN apart, with a name that holds the separator", () => {
    expect(parseUrn("urn:pulumi:dev::shop::a:b:C$d:e:F::x::y")).toEqual({
      stack: "dev",
      project: "shop",
      qualifiedType: "a:b:C$d:e:F",
      type: "d:e:F",
      name: "x::y",
    });
  });
});

describe("formerUrns", () => {
  const child: Naming = {
    urn: "urn:pulumi:dev::shop::app:index:Group$a:b:C::web-fn",
    type: "a:b:C",
    name: "web-fn",
    parent: GROUP_URN,
    aliases: [],
  };

  it("follows an alias by name, type, parent, missing parent or whole URN", () => {
    const aliases: Naming["aliases"] = [
      { kind: "spec", name: "old", noParent: false },
      { kind: "spec", type: "a:b:Old", noParent: false },
      { kind: "spec", parent: STACK_URN, noParent: false },
      { kind: "spec", noParent: true, name: "root" },
      { kind: "urn", urn: "urn:pulumi:dev::shop::x:y:Z::other" },
    ];
    expect(formerUrns({ ...child, aliases }, [])).toEqual([
      "urn:pulumi:dev::shop::app:index:Group$a:b:C::old",
      "urn:pulumi:dev::shop::app:index:Group$a:b:Old::web-fn",
      "urn:pulumi:dev::shop::a:b:C::web-fn",
      "urn:pulumi:dev::shop::a:b:C::root",
      "urn:pulumi:dev::shop::x:y:Z::other",
    ]);
  });

  it("inherits the parent's former type, and its former name as a prefix", () => {
    expect(formerUrns(child, ["urn:pulumi:dev::shop::app:index:OldGroup::site"])).toEqual([
      "urn:pulumi:dev::shop::app:index:OldGroup$a:b:C::site-fn",
    ]);
  });
});

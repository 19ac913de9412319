import { describe, expect, it } from "vitest";
import {
  decode,
  encode,
  type Fields,
  flatten,
  isAsset,
  resourceReference,
  SECRET,
  SIGNATURE,
  textAsset,
  UNKNOWN,
} from "./values.ts";

const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const secret = (value: unknown): Fields => ({ [SIGNATURE]: SECRET, value });
const output = (rest: Fields): Fields => ({ [SIGNATURE]: OUTPUT, ...rest });

describe("decode", () => {
  it("unwraps secrets and remembers where they were", () => {
    const decoded = decode({ env: { KEY: secret("s3cret"), "a.b": secret({ x: 1 }) }, plain: 1 });
    expect(decoded.value).toEqual({ env: { KEY: "s3cret", "a.b": { x: 1 } }, plain: 1 });
    expect(decoded.secretPaths).toEqual(["env.KEY", 'env["a.b"]']);
  });

  it("leaves unknown members out, keeps their place in lists, and remembers both", () => {
    const decoded = decode({ arn: UNKNOWN, list: ["a", UNKNOWN], key: secret(UNKNOWN), other: output({}) });
    expect(decoded.value).toEqual({ list: ["a", null] });
    expect(decoded.unknownPaths).toEqual(["arn", "list[1]", "key", "other"]);
    expect(decoded.secretPaths).toEqual(["key"]);
  });

  it("unwraps output values with their dependencies", () => {
    const decoded = decode({ url: output({ value: "u", secret: true, dependencies: ["urn:a", "urn:b"] }) });
    expect(decoded).toEqual({
      value: { url: "u" },
      secretPaths: ["url"],
      unknownPaths: [],
      dependencies: ["urn:a", "urn:b"],
    });
  });

  it("takes a reference to a resource without an id yet for unknown, and a component's for known", () => {
    const decoded = decode({
      role: resourceReference("urn:r", UNKNOWN),
      group: { ...resourceReference("urn:g", "x"), id: undefined },
    });
    expect(decoded.unknownPaths).toEqual(["role"]);
    expect(flatten(decoded.value)).toEqual({ group: "urn:g" });
  });
});

describe("encode", () => {
  it("is the inverse of decode", () => {
    const wire = {
      env: { KEY: secret("s3cret"), URL: UNKNOWN },
      list: [1, UNKNOWN],
      whole: secret({ a: [1] }),
      n: null,
    };
    const decoded = decode(wire);
    expect(encode(decoded.value, decoded)).toEqual(wire);
  });

  it("does not wrap a secret that is not there", () => {
    expect(encode({ a: 1 }, { secretPaths: ["b"] })).toEqual({ a: 1 });
  });
});

describe("flatten", () => {
  it("turns references into ids and drops null members, but not null elements", () => {
    const value = {
      role: resourceReference("urn:r", "role-1"),
      none: null,
      list: [null, 1],
      asset: textAsset("x"),
    };
    const flat = flatten(value);
    expect(flat).toEqual({ role: "role-1", list: [null, 1], asset: textAsset("x") });
    expect(isAsset(flat.asset)).toBe(true);
  });
});

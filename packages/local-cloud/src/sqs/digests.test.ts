import { describe, expect, it } from "vitest";
import { md5OfAttributes } from "./digests.ts";

describe("the digest of message attributes", () => {
  it("does not depend on their order", () => {
    const a = { DataType: "String", StringValue: "1" };
    const b = { DataType: "Binary", BinaryValue: new Uint8Array([2]) };
    expect(md5OfAttributes({ a, b })).toBe(md5OfAttributes({ b, a }));
  });

  it.each([
    ["timestamp", "1493147359900", "235c5c510d26fb653d073faed50ae77c"],
    ["timestamp", "1493147359901", "994258b45346a2cc3f9cbb611aa7af30"],
    ["SOME_Valid.attribute-Name", "1493147359900", "36655e7e9d7c0e8479fa3f3f42247ae7"],
  ])("is the one that SQS computes for %s = %s", (name, StringValue, digest) => {
    expect(md5OfAttributes({ [name]: { DataType: "Number", StringValue } })).toBe(digest);
  });

  it("is none when there are no attributes", () => {
    expect(md5OfAttributes({})).toBeUndefined();
  });
});

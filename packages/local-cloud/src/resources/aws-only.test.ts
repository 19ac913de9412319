import { describe, expect, it } from "vitest";
import { providerOver, refusals } from "./testing.ts";

const ACL = "aws:wafv2/webAcl:WebAcl";
const inputs = { scope: "REGIONAL", defaultAction: { allow: {} }, visibilityConfig: {} };

describe("a type that a laptop has no use for", () => {
  const provider = providerOver({});

  it("can be previewed, and its properties are known by name", async () => {
    expect(provider.knows(ACL)).toBe(true);
    expect(await refusals(provider, ACL, inputs)).toEqual([]);
    expect(await refusals(provider, ACL, { ...inputs, scoop: "REGIONAL" })).toEqual([
      expect.stringMatching(/^scoop: is not a property of aws:wafv2\/webAcl:WebAcl; .*Did you mean scope\?$/),
    ]);
    expect(await refusals(provider, ACL, { scope: "REGIONAL", visibilityConfig: {} })).toEqual([
      "defaultAction: is required",
    ]);
  });

  it("is not deployed", async () => {
    const context = { urn: "urn:pulumi:local::p::t::x", type: ACL, name: "x" };
    await expect(provider.create(context, inputs)).rejects.toThrow(
      "The local cloud can preview aws:wafv2/webAcl:WebAcl but not deploy it. Leave it out of stacks of the local cloud, or deploy the stack to AWS.",
    );
  });
});

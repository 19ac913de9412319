import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UNKNOWN } from "./model.ts";
import { RULES } from "./rules.ts";
import { FOUNDATION_STACK, ROUTER_STACK } from "./testdata/clean-stacks.ts";
import { startPack } from "./testdata/running-pack.ts";
import { withProps } from "./testdata/stack.ts";

describe("the policy pack, started as Pulumi's CLI starts it", () => {
  let pack: Awaited<ReturnType<typeof startPack>>;
  beforeAll(async () => {
    pack = await startPack();
  });
  afterAll(() => pack.close());

  it("has every rule as a policy", async () => {
    expect(await pack.policies()).toEqual([...RULES.map(({ name }) => name), "judged-later"]);
  });

  it("lets clean stacks pass", async () => {
    expect(await pack.analyzeStack(ROUTER_STACK)).toEqual([]);
    expect(await pack.analyzeStack(FOUNDATION_STACK)).toEqual([]);
  });

  it("stops a deployment that breaks a rule", async () => {
    const stack = withProps(ROUTER_STACK, "router-fn", { imageUri: "r:v7" });
    expect(await pack.analyzeStack(stack)).toEqual([
      {
        policy: "images-by-digest",
        level: "mandatory",
        urn: "urn:pulumi:dev::switchyard-router::aws:lambda/function:Function::router-fn",
        message:
          "A function's image is named by its digest.\n" +
          'imageUri: expected an image by digest (@sha256: and 64 hexadecimal digits), found "r:v7". Use the foundation\'s output imageUri, or repositoryUrl with a digest.',
      },
    ]);
  });

  it("lets a preview pass in which values are not known yet, and says so", async () => {
    const stack = withProps(ROUTER_STACK, "router-permission", { sourceArn: UNKNOWN });
    expect(await pack.analyzeStack(stack)).toEqual(
      ["lambda-not-public", "no-plain-secrets"].map((rule) => ({
        policy: "judged-later",
        level: "advisory",
        urn: "",
        message: `Some rules cannot be judged before the deployment.\n${rule}: 1 of its values is not known yet; the deployment judges it.`,
      })),
    );
  });

  it("does not hold against the program what the rollout controller did to the alias", async () => {
    const stack = withProps(ROUTER_STACK, "router-live", {
      routingConfig: { additionalVersionWeights: { "8": 0.1 } },
    });
    expect(await pack.analyzeStack(stack)).toEqual([]);
  });
});

import { beforeEach, describe, expect, it } from "vitest";
import { MACHINE } from "../clock.ts";
import { createIam, type IamOperations } from "../iam/iam.ts";
import { memoryStore } from "../store.ts";
import { created, providerOver } from "./testing.ts";

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
});
const ALLOW = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: "*" },
});

let iam: IamOperations;
let provider: ReturnType<typeof providerOver>;
beforeEach(() => {
  iam = createIam({ store: memoryStore(), clock: MACHINE }).operations;
  provider = providerOver({ iam });
});

describe("a role's boundary", () => {
  it("is put on, changed and taken off in place", async () => {
    const one = await created(provider, "aws:iam/policy:Policy", { name: "one", policy: ALLOW });
    const two = await created(provider, "aws:iam/policy:Policy", { name: "two", policy: ALLOW });
    const role = await created(provider, "aws:iam/role:Role", {
      name: "r",
      assumeRolePolicy: TRUST,
      permissionsBoundary: one.id,
    });
    expect(role.outputs["permissionsBoundary"]).toBe(one.id);
    const { permissionsBoundary: _none, ...without } = role.inputs;
    const changed = await provider.update(role, { ...without, permissionsBoundary: two.id }, [
      "permissionsBoundary",
    ]);
    expect(changed["permissionsBoundary"]).toBe(two.id);
    expect((await provider.update(role, without, ["permissionsBoundary"]))["permissionsBoundary"]).toBe(
      undefined,
    );
  });
});

describe("a policy's tags", () => {
  it("change without a new version", async () => {
    const policy = await created(provider, "aws:iam/policy:Policy", {
      name: "p",
      policy: ALLOW,
      tags: { a: "1" },
    });
    const outputs = await provider.update(policy, { ...policy.inputs, tags: { b: "2" } }, [
      "tags.a",
      "tags.b",
    ]);
    expect(outputs["tags"]).toEqual({ b: "2" });
    expect(iam.ListPolicyVersions({ PolicyArn: policy.id }).Versions).toHaveLength(1);
  });
});

describe("aws:iam/openIdConnectProvider:OpenIdConnectProvider", () => {
  const TYPE = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";
  const inputs = { url: "https://token.actions.githubusercontent.com", clientIdLists: ["sts.amazonaws.com"] };

  it("changes its clients, thumbprints and tags in place, and is replaced for another URL", async () => {
    const idp = await created(provider, TYPE, { ...inputs, tags: { project: "switchyard" } });
    expect(idp.id).toBe("arn:aws:iam::000000000000:oidc-provider/token.actions.githubusercontent.com");
    const wanted = { ...inputs, clientIdLists: ["other"], thumbprintLists: ["f"] };
    expect(
      await provider.update(idp, wanted, ["clientIdLists[0]", "thumbprintLists", "tags.project"]),
    ).toMatchObject({ clientIdLists: ["other"], thumbprintLists: ["f"], tags: {} });
    expect(provider.replaceOn(TYPE)).toEqual(["url"]);
    await provider.delete(idp);
    expect(await provider.read(idp, idp.id)).toBeUndefined();
  });

  it("is found by its ARN or URL", async () => {
    const idp = await created(provider, TYPE, inputs);
    const token = "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider";
    for (const args of [{ arn: idp.id }, { url: inputs.url }]) {
      expect(await provider.invoke(token, args)).toMatchObject({
        id: idp.id,
        clientIdLists: ["sts.amazonaws.com"],
      });
    }
    await expect(provider.invoke(token, {})).rejects.toThrow("expected one of arn and url");
    await expect(provider.invoke(token, { url: "https://a.example" })).rejects.toThrow("not found");
  });
});

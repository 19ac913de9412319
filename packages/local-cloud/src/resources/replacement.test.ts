import { describe, expect, it } from "vitest";
import { createWorld, type Program } from "../engine/test-world.ts";
import { allow, iamWithRole, LAMBDA_TRUST } from "../iam/testing.ts";
import { providerOver } from "./testing.ts";

const ROLE = "aws:iam/role:Role";
const provider = providerOver({});

describe("mustDeleteFirst", () => {
  const must = (type: string, before: object, after: object) =>
    provider.mustDeleteFirst?.(type, { ...before }, { ...after });

  it("is true for a name that stays", () => {
    expect(must(ROLE, { name: "router", path: "/" }, { name: "router", path: "/stage/" })).toBe(true);
    const function_ = { name: "router", packageType: "Zip" };
    expect(must("aws:lambda/function:Function", function_, { ...function_, packageType: "Image" })).toBe(
      true,
    );
  });

  it("is false for a name that changes, is generated anew or is not known yet", () => {
    expect(must(ROLE, { name: "router" }, { name: "switchyard" })).toBe(false);
    expect(must(ROLE, { name: "router-0a1b2c3" }, { name: "router-4d5e6f7" })).toBe(false);
    expect(must(ROLE, { name: "router" }, {})).toBe(false);
  });

  it("looks at all that makes a thing unique: an alias belongs to its function", () => {
    const alias = { functionName: "router", name: "live" };
    expect(must("aws:lambda/alias:Alias", alias, alias)).toBe(true);
    expect(must("aws:lambda/alias:Alias", alias, { ...alias, functionName: "agents" })).toBe(false);
  });

  it("takes an optional part that neither has for the same", () => {
    const permission = { function: "router", statementId: "gateway" };
    const TYPE = "aws:lambda/permission:Permission";
    expect(must(TYPE, permission, permission)).toBe(true);
    expect(must(TYPE, permission, { ...permission, qualifier: "live" })).toBe(false);
  });

  it("is false where AWS allows several of one name, and for an API key only true when its value stays", () => {
    const api = { name: "switchyard" };
    expect(must("aws:apigateway/restApi:RestApi", api, api)).toBe(false);
    expect(must("aws:apigateway/apiKey:ApiKey", api, api)).toBe(false);
    const key = { name: "switchyard", value: "a-key-of-twenty-letters" };
    expect(must("aws:apigateway/apiKey:ApiKey", key, { ...key, name: "other" })).toBe(true);
  });
});

describe("replacing a resource", () => {
  /** Deploys to a real IAM. */
  function world() {
    const iam = iamWithRole();
    const suffixes = ["aaaaaaa", "bbbbbbb", "ccccccc"].values();
    const newSuffix = () => suffixes.next().value ?? "none";
    const { up } = createWorld(providerOver({ iam: iam.operations, newSuffix }));
    const role =
      (path: string, rest: object = {}) =>
      ({ register }: Program) =>
        register(ROLE, "own", { properties: { assumeRolePolicy: LAMBDA_TRUST, path, ...rest } });
    const roles = () => iam.operations.ListRoles({}).Roles?.map(({ Path, RoleName }) => `${Path}${RoleName}`);
    return { iam, up, role, roles };
  }

  it("deletes it first when its name is fixed, for AWS would refuse a second one", async () => {
    const { up, role, roles } = world();
    await up(role("/one/", { name: "fixed" }));
    const { steps, problems } = await up(role("/two/", { name: "fixed" }));
    expect([steps, problems]).toEqual([["replace own"], []]);
    expect(roles()).toEqual(["/two/fixed", "/router"]);
  });

  it("creates first when its name is generated, so that there is always one", async () => {
    const { up, role, roles } = world();
    await up(role("/one/"));
    const { steps, problems } = await up(role("/two/"));
    expect([steps, problems]).toEqual([["replace own", "delete own"], []]);
    expect(roles()).toEqual(["/two/own-bbbbbbb", "/router"]);
  });

  it("leaves the new one of a thing that AWS writes over in place", async () => {
    const { iam, up } = world();
    const policy =
      (action: string) =>
      ({ register }: Program) =>
        register("aws:iam/rolePolicy:RolePolicy", "p", {
          properties: { role: "router", name: "fixed", policy: allow(action) },
          replaceOnChanges: ["policy"],
        });
    await up(policy("logs:*"));
    const { steps, problems } = await up(policy("lambda:*"));
    expect([steps, problems]).toEqual([["replace p"], []]);
    const { PolicyDocument } = iam.operations.GetRolePolicy({ RoleName: "router", PolicyName: "fixed" });
    expect(decodeURIComponent(PolicyDocument ?? "")).toBe(allow("lambda:*"));
  });
});

import { describe, expect, it } from "vitest";
import { githubTrust } from "./github-trust.ts";
import { PROVIDER_ARN, trusts } from "./testdata/iam.ts";

const GITHUB = { owner: "acme", ownerId: "123456", repository: "switchyard", repositoryId: "456789" };
const TRUST = githubTrust(PROVIDER_ARN, GITHUB, "prod");
const AUD = "sts.amazonaws.com";

describe("githubTrust", () => {
  it("takes both forms in which GitHub names the environment", () => {
    expect(trusts(TRUST, { aud: AUD, sub: "repo:acme/switchyard:environment:prod" })).toBe(true);
    expect(trusts(TRUST, { aud: AUD, sub: "repo:acme@123456/switchyard@456789:environment:prod" })).toBe(
      true,
    );
  });

  it("takes nothing else", () => {
    const strangers = [
      "repo:acme/other:environment:prod",
      "repo:emca/switchyard:environment:prod",
      "repo:acme@999/switchyard@456789:environment:prod",
      "repo:acme@123456/switchyard@999:environment:prod",
      "repo:acme@123456/switchyard:environment:prod",
      "repo:acme/switchyard:environment:dev",
      "repo:acme/switchyard:environment:prod2",
      "repo:acme/switchyard:environment:Prod",
      "repo:acme/switchyard:pull_request",
      "repo:acme/switchyard:ref:refs/heads/main",
      "repo:acme/switchyard:ref:refs/tags/environment:prod",
      "repo:acme@123456/switchyard@456789:pull_request",
      "repo:acme@123456/switchyard@456789:ref:refs/heads/main",
      "repo:acme/switchyard:*",
      "",
    ];
    expect(strangers.filter((sub) => trusts(TRUST, { aud: AUD, sub }))).toEqual([]);
  });

  it("takes no token for another audience", () => {
    for (const aud of ["https://github.com/acme", "sts.amazonaws.com.cn", ""]) {
      expect(trusts(TRUST, { aud, sub: "repo:acme/switchyard:environment:prod" })).toBe(false);
    }
  });

  it("names the account's provider as who vouches, and no wildcard", () => {
    expect(TRUST.Statement.map(({ Action, Principal }) => [Action, Principal])).toEqual([
      [
        "sts:AssumeRoleWithWebIdentity",
        { Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
      ],
    ]);
    expect(JSON.stringify(TRUST)).not.toContain("*");
  });
});

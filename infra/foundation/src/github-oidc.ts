import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { DeployRole } from "./deploy-role.ts";
import type { FoundationConfig, GithubConfig } from "./foundation-schema.ts";
import { AUDIENCE, GITHUB_ISSUER } from "./github-trust.ts";
import { globalArn } from "./place.ts";
import { type AccountFacts, rolePlans } from "./role-plan.ts";

interface GithubOidcArgs {
  readonly config: FoundationConfig;
  readonly github: GithubConfig;
  readonly facts: pulumi.Output<Omit<AccountFacts, "providerArn">>;
}

/** What lets workflows on GitHub deploy without a stored key: GitHub as an identity provider, a role for each environment. */
export class GithubOidc extends pulumi.ComponentResource {
  /** By environment. */
  readonly roleArns: pulumi.Output<Readonly<Record<string, string>>>;

  constructor(name: string, args: GithubOidcArgs, opts?: pulumi.ComponentResourceOptions) {
    super("switchyard:infra:GithubOidc", name, {}, opts);
    const { config, github } = args;
    const providerArn = this.#providerArn(name, args);
    const facts = pulumi
      .all([args.facts, providerArn])
      .apply(([account, arn]): AccountFacts => ({ ...account, providerArn: arn }));
    const roles = rolePlans(config, pulumi.getStack()).map((plan) => {
      const { environment, roleName, parts, sessionHours, policies } = plan;
      const role = new DeployRole(
        `${name}-${environment}`,
        {
          roleName,
          environment,
          github,
          providerArn,
          parts,
          policies: facts.apply(policies),
          sessionHours,
          tags: config.tags,
        },
        { parent: this },
      );
      return pulumi.output({ environment, arn: role.arn });
    });
    this.roleArns = pulumi
      .all(roles)
      .apply((all) => Object.fromEntries(all.map(({ environment, arn }) => [environment, arn])));
    this.registerOutputs({ roleArns: this.roleArns });
  }

  /** An account has one provider for each issuer, and other repositories may use it, too. */
  #providerArn(name: string, { config, facts }: GithubOidcArgs): pulumi.Output<string> {
    const child = { parent: this };
    if (config.githubProvider === "create") {
      return new aws.iam.OpenIdConnectProvider(
        `${name}-provider`,
        // Without thumbprints: AWS knows the authorities that sign for GitHub.
        { url: `https://${GITHUB_ISSUER}`, clientIdLists: [AUDIENCE], tags: { ...config.tags } },
        child,
      ).arn;
    }
    const arn = facts.apply(({ place }) => globalArn(place, "iam", `oidc-provider/${GITHUB_ISSUER}`));
    // Fails where there is none.
    return aws.iam.getOpenIdConnectProviderOutput({ arn }, child).arn;
  }
}

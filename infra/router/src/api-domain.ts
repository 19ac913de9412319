import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { StageConfig } from "./stage-config.ts";

interface ApiDomainArgs {
  readonly config: StageConfig;
  readonly domain: NonNullable<StageConfig["api"]["domain"]>;
  readonly restApiId: pulumi.Input<string>;
  readonly stageName: pulumi.Input<string>;
}

/**
 * A name of one's own for the API. The DNS record is not made here: whoever may write a zone may take over all of its
 * names, and a deployment needs less than that.
 */
export class ApiDomain extends pulumi.ComponentResource {
  /** What an alias record (A and AAAA), or a CNAME, for the domain points to. */
  readonly target: pulumi.Output<string>;

  constructor(name: string, args: ApiDomainArgs, opts?: pulumi.ComponentResourceOptions) {
    super("switchyard:infra:ApiDomain", name, {}, opts);
    const { config, domain } = args;
    const child = { parent: this };
    const domainName = new aws.apigateway.DomainName(
      `${name}-domain`,
      {
        domainName: domain.name,
        regionalCertificateArn: domain.certificateArn,
        endpointConfiguration: { types: "REGIONAL" },
        securityPolicy: "TLS_1_2",
        tags: config.tags,
      },
      // A new one has another target, and the record goes on pointing to the old.
      { ...child, protect: config.keepData },
    );
    new aws.apigateway.BasePathMapping(
      `${name}-mapping`,
      { domainName: domainName.domainName, restApi: args.restApiId, stageName: args.stageName },
      child,
    );
    this.target = domainName.regionalDomainName;
    this.registerOutputs({ target: this.target });
  }
}

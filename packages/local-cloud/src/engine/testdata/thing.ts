/** The resources of the memory provider, as an SDK package would offer them. */
import * as pulumi from "@pulumi/pulumi";

export class Thing extends pulumi.CustomResource {
  declare readonly arn: pulumi.Output<string>;
  declare readonly version: pulumi.Output<string>;
  declare readonly tags: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: pulumi.Inputs, opts?: pulumi.CustomResourceOptions) {
    super("mem:index:Thing", name, { arn: undefined, version: undefined, tags: undefined, ...args }, opts);
  }
}

/** Built by the provider: its child comes back as a reference. */
export class Group extends pulumi.ComponentResource {
  declare readonly url: pulumi.Output<string>;
  declare readonly thing: pulumi.Output<Thing>;

  constructor(name: string, args: pulumi.Inputs, opts?: pulumi.ComponentResourceOptions) {
    super("mem:index:Group", name, { url: undefined, thing: undefined, ...args }, opts, true);
  }
}

pulumi.runtime.registerResourceModule("mem", "index", {
  version: "1.0.0",
  construct: (name, _type, urn) => new Thing(name, {}, { urn }),
});

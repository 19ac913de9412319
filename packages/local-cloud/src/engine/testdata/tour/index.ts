import * as pulumi from "@pulumi/pulumi";
import { Group, Thing } from "../thing.ts";

class Tree extends pulumi.ComponentResource {
  readonly leaf: Thing;
  constructor(name: string) {
    super("app:index:Tree", name, {}, {});
    this.leaf = new Thing(`${name}-leaf`, {}, { parent: this, aliases: [{ name: "old-leaf" }] });
    this.registerOutputs({ leafArn: this.leaf.arn });
  }
}

class MemProvider extends pulumi.ProviderResource {}

const provider = new MemProvider("mem", "explicit", { region: "here" });
const group = new Group("group", { size: 1 });
const theirs = new Thing("theirs", {}, { id: "theirs", provider });
const basic = new pulumi.StackReference("organization/basic/dev");
export const leafArn = new Tree("oak").leaf.arn;
export const groupUrl = group.url;
export const groupThing = group.thing.apply((thing) => thing.arn);
export const theirArn = theirs.arn;
export const echo = pulumi.runtime.invokeOutput("mem:index:echo", { url: group.url });
export const basicArn = basic.requireOutput("arn");
export const basicTags = basic.requireOutput("tags");

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Place } from "./policy-documents.ts";

/** Where the program deploys to, for ARNs that no resource gives. */
export function currentPlace(parent: pulumi.Resource): pulumi.Output<Place> {
  const child = { parent };
  return pulumi.output({
    partition: aws.getPartitionOutput({}, child).partition,
    region: aws.getRegionOutput({}, child).region,
    accountId: aws.getCallerIdentityOutput({}, child).accountId,
  });
}

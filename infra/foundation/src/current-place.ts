import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Place } from "./place.ts";

/** Where the program deploys to, for ARNs that no resource gives. */
export function currentPlace(): pulumi.Output<Place> {
  return pulumi.output({
    partition: aws.getPartitionOutput().partition,
    region: aws.getRegionOutput().region,
    accountId: aws.getCallerIdentityOutput().accountId,
  });
}

/** Where ARNs live. */
export interface Place {
  /** `aws`, or `aws-cn` and the like. */
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** `arn:aws:lambda:us-east-1:111122223333:function:f`, of this account and region. */
export function arnIn({ partition, region, accountId }: Place, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

/** Of services that know no regions. */
export function globalArn({ partition, accountId }: Place, service: string, resource: string): string {
  return `arn:${partition}:${service}::${accountId}:${resource}`;
}

/** Of API Gateway, whose resources are paths and name no account. */
export function apiArn({ partition, region }: Place, path: string): string {
  return `arn:${partition}:apigateway:${region}::${path}`;
}

/** The one account of the local cloud; AWS reserves no account of twelve zeros. */
export const ACCOUNT_ID = "000000000000";

/** An ARN in the local account, `arn:aws:<service>:<region>:000000000000:<resource>`. */
export function arnOf(service: string, region: string, resource: string): string {
  return `arn:aws:${service}:${region}:${ACCOUNT_ID}:${resource}`;
}

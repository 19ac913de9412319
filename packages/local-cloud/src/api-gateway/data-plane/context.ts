import { ACCOUNT_ID } from "../../account.ts";
import type { KeyHolder } from "./api-key-check.ts";
import type { IamCaller } from "./iam-check.ts";
import type { MethodMatch } from "./match.ts";
import { type GatewayRequest, headerValues } from "./request.ts";

/** What is known of a request so far. Later steps know more. */
export interface RequestContext {
  readonly request: GatewayRequest;
  readonly match?: MethodMatch;
  readonly holder?: KeyHolder;
  readonly caller?: IamCaller;
  /** Host under which the API is reached. */
  readonly domainName: string;
}

/** `$context` variables for templates. Values are raw. */
export function contextVariables({
  request,
  match,
  holder,
  domainName,
}: RequestContext): Readonly<Record<string, string>> {
  return {
    accountId: ACCOUNT_ID,
    apiId: request.apiId,
    domainName,
    domainPrefix: request.apiId,
    extendedRequestId: extendedRequestId(request),
    httpMethod: request.method,
    path: `/${request.stageName}${request.path}`,
    protocol: request.protocol,
    requestId: request.requestId,
    requestTime: requestTime(request.timeMs),
    requestTimeEpoch: String(request.timeMs),
    stage: request.stageName,
    "identity.sourceIp": request.sourceIp,
    "identity.userAgent": headerValues(request, "user-agent")?.[0] ?? "",
    "identity.apiKeyId": holder?.key.id ?? "",
    resourceId: match?.resource.id ?? "",
    resourcePath: match?.resource.path ?? "",
  };
}

/** `requestContext` of a proxy event. */
export function eventContext(context: RequestContext): Readonly<Record<string, unknown>> {
  const { request, match, holder, caller, domainName } = context;
  return {
    accountId: ACCOUNT_ID,
    apiId: request.apiId,
    domainName,
    domainPrefix: request.apiId,
    extendedRequestId: extendedRequestId(request),
    httpMethod: request.method,
    identity: {
      accessKey: caller?.accessKeyId ?? null,
      accountId: caller === undefined ? null : ACCOUNT_ID,
      ...(holder === undefined ? {} : { apiKey: holder.key.value, apiKeyId: holder.key.id }),
      caller: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: request.sourceIp,
      user: null,
      userAgent: headerValues(request, "user-agent")?.[0] ?? null,
      userArn: userArnOf(caller),
    },
    path: `/${request.stageName}${request.path}`,
    protocol: request.protocol,
    requestId: request.requestId,
    requestTime: requestTime(request.timeMs),
    requestTimeEpoch: request.timeMs,
    resourceId: match?.resource.id ?? null,
    resourcePath: match?.resource.path ?? null,
    stage: request.stageName,
  };
}

function userArnOf(caller: IamCaller | undefined): string | null {
  if (caller === undefined) return null;
  if (caller.caller.kind === "account") return `arn:aws:iam::${ACCOUNT_ID}:root`;
  const role = caller.caller.roleArn.replace(/^.*:role\//, "");
  return `arn:aws:sts::${ACCOUNT_ID}:assumed-role/${role}/${caller.caller.sessionName}`;
}

/** AWS's second id of a request has 15 characters and an equals sign. */
function extendedRequestId(request: GatewayRequest): string {
  return `${request.requestId.replaceAll("-", "").slice(0, 15)}=`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** As in web server logs: `23/Nov/2026:10:08:00 +0000`. */
function requestTime(timeMs: number): string {
  const date = new Date(timeMs);
  const day = String(date.getUTCDate()).padStart(2, "0");
  return `${day}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}:${date.toISOString().slice(11, 19)} +0000`;
}

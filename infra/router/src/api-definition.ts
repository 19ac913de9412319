/** What the API serves, as data: resources are made from it and the deployment's hash is taken over it. */

/** Path of the one resource, without its slash. */
export const QUERY_PATH = "query";

export interface ApiMethod {
  readonly httpMethod: "GET" | "POST";
  /** The API key identifies the caller, so the method itself asks for nothing more. */
  readonly authorization: "NONE";
  readonly apiKeyRequired: true;
  /** Request parameters, and whether each is required. The handler says what is missing better than the gateway would. */
  readonly requestParameters: Readonly<Record<string, boolean>>;
  /** Parameters that make up the cache key. Empty = never cached. */
  readonly cacheKeyParameters: readonly string[];
}

/**
 * One caller's answer must never reach another: both headers that can identify a caller are in the key.
 * API Gateway puts neither there by itself.
 */
const CACHE_KEY = [
  "method.request.querystring.q",
  "method.request.querystring.agent",
  "method.request.header.x-api-key",
  "method.request.header.Authorization",
] as const;

const WITH_API_KEY = { authorization: "NONE", apiKeyRequired: true } as const;

export const METHODS: readonly ApiMethod[] = [
  // The cache key cannot hold a body, so a cached POST would answer every question alike.
  { httpMethod: "POST", ...WITH_API_KEY, requestParameters: {}, cacheKeyParameters: [] },
  {
    httpMethod: "GET",
    ...WITH_API_KEY,
    requestParameters: Object.fromEntries(CACHE_KEY.map((parameter) => [parameter, false])),
    cacheKeyParameters: CACHE_KEY,
  },
];

/** How every method reaches the function: Lambda is invoked by POST, whatever the caller's method. */
export const INTEGRATION = { type: "AWS_PROXY", integrationHttpMethod: "POST" } as const;

export interface GatewayResponse {
  /** API Gateway's name for the kind of refusal. */
  readonly responseType: string;
  /** Replaces the gateway's own status. */
  readonly statusCode?: string;
  readonly template: string;
}

/** API Gateway replaces this with the message as a JSON string, quotation marks included. */
const GATEWAY_MESSAGE = "$context.error.messageString";

/** Refusals that never reach the function, in the error shape of the function. */
export const GATEWAY_RESPONSES: readonly GatewayResponse[] = [
  refusal("DEFAULT_4XX", "$context.error.responseType", GATEWAY_MESSAGE),
  refusal("DEFAULT_5XX", "$context.error.responseType", GATEWAY_MESSAGE),
  refusal("INVALID_API_KEY", "forbidden", JSON.stringify("Send a valid API key in the header x-api-key.")),
  // The gateway says this for every path and method that it does not have.
  refusal(
    "MISSING_AUTHENTICATION_TOKEN",
    "not_found",
    JSON.stringify("Expected POST /query or GET /query."),
    "404",
  ),
  refusal("THROTTLED", "throttled", GATEWAY_MESSAGE),
  refusal("QUOTA_EXCEEDED", "quota_exceeded", GATEWAY_MESSAGE),
  refusal("REQUEST_TOO_LARGE", "payload_too_large", GATEWAY_MESSAGE),
];

function refusal(responseType: string, code: string, message: string, statusCode?: string): GatewayResponse {
  const template = `{"error":{"code":"${code}","message":${message},"request_id":"$context.requestId"}}`;
  return { responseType, template, ...(statusCode === undefined ? {} : { statusCode }) };
}

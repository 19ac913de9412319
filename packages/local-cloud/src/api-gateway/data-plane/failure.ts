/** What the gateway says by itself for one kind of failure, unless the API says otherwise. */
interface FailureDefaults {
  readonly status: number;
  readonly message: string;
  /** Value of the header x-amzn-ErrorType. */
  readonly errorType: string;
}

const INTERNAL = { message: "Internal server error", errorType: "InternalServerErrorException" };

/** All gateway response types of AWS with their defaults. The two `DEFAULT_…` types stand for the rest. */
export const FAILURES = {
  DEFAULT_4XX: { status: 400, message: "Bad Request", errorType: "BadRequestException" },
  DEFAULT_5XX: { status: 500, ...INTERNAL },
  ACCESS_DENIED: { status: 403, message: "Forbidden", errorType: "AccessDeniedException" },
  API_CONFIGURATION_ERROR: { status: 500, ...INTERNAL },
  AUTHORIZER_CONFIGURATION_ERROR: { status: 500, ...INTERNAL },
  AUTHORIZER_FAILURE: { status: 500, ...INTERNAL },
  BAD_REQUEST_PARAMETERS: { status: 400, message: "Bad Request", errorType: "BadRequestException" },
  BAD_REQUEST_BODY: { status: 400, message: "Invalid request body", errorType: "BadRequestException" },
  EXPIRED_TOKEN: {
    status: 403,
    message: "The security token included in the request is expired",
    errorType: "ExpiredTokenException",
  },
  INTEGRATION_FAILURE: { status: 504, ...INTERNAL },
  INTEGRATION_TIMEOUT: {
    status: 504,
    message: "Endpoint request timed out",
    errorType: "InternalServerErrorException",
  },
  INVALID_API_KEY: { status: 403, message: "Forbidden", errorType: "ForbiddenException" },
  INVALID_SIGNATURE: {
    status: 403,
    message: "The security token included in the request is invalid.",
    errorType: "UnrecognizedClientException",
  },
  MISSING_AUTHENTICATION_TOKEN: {
    status: 403,
    message: "Missing Authentication Token",
    errorType: "MissingAuthenticationTokenException",
  },
  QUOTA_EXCEEDED: { status: 429, message: "Limit Exceeded", errorType: "LimitExceededException" },
  REQUEST_TOO_LARGE: {
    status: 413,
    message: "HTTP content length exceeded 10485760 bytes.",
    errorType: "RequestTooLargeException",
  },
  RESOURCE_NOT_FOUND: { status: 404, message: "Not Found", errorType: "NotFoundException" },
  THROTTLED: { status: 429, message: "Too Many Requests", errorType: "TooManyRequestsException" },
  UNAUTHORIZED: { status: 401, message: "Unauthorized", errorType: "UnauthorizedException" },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    message: "Unsupported Media Type",
    errorType: "BadRequestException",
  },
  WAF_FILTERED: { status: 403, message: "Forbidden", errorType: "ForbiddenException" },
} as const satisfies Readonly<Record<string, FailureDefaults>>;

export type FailureType = keyof typeof FAILURES;

/** A request that the gateway answers itself. */
export interface GatewayFailure {
  readonly kind: "failure";
  readonly type: FailureType;
  readonly status: number;
  readonly message: string;
  /** For people who look after the API: goes to the execution log, never to the caller. */
  readonly detail?: string;
}

/** The body of a failure for which the API has no gateway response. */
export const DEFAULT_TEMPLATE = '{"message":$context.error.messageString}';

/** A failure of a type, with what differs from the type's defaults. */
export function failure(
  type: FailureType,
  differing: { readonly status?: number; readonly message?: string; readonly detail?: string } = {},
): GatewayFailure {
  const { status, message } = FAILURES[type];
  return { kind: "failure", type, status, message, ...differing };
}

export function isFailureType(text: string): text is FailureType {
  return Object.hasOwn(FAILURES, text);
}

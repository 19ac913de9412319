/**
 * An error as an AWS service returns it. The wire layer turns it into the protocol's own shape;
 * resource providers turn it into a failed deployment step.
 */
export class AwsError extends Error {
  /** Exception name as the service model spells it, for example `ResourceNotFoundException`. */
  readonly code: string;
  readonly httpStatus: number;
  /** Further members of the exception's shape, for example `{ Reason: "CallerRateLimitExceeded" }`. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    httpStatus = 400,
    members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = code;
    this.code = code;
    this.httpStatus = httpStatus;
    this.members = members;
  }
}

import type { ErrorAnswer } from "./errors.ts";
import type { Members, WireAnswer, WireRequest } from "./message.ts";
import type { OperationModel, ServiceModel } from "./schemas.ts";

/** The operation that a request means. */
export interface OperationMatch {
  readonly operation: OperationModel;
  /** Decoded labels of the path; empty outside REST. */
  readonly labels: Readonly<Record<string, string>>;
}

/** The server's side of one AWS protocol. Reading throws `AwsError` for what the client got wrong. */
export interface Protocol {
  readonly findOperation: (service: ServiceModel, request: WireRequest) => OperationMatch;
  /** The input, of the types that the schema declares; required members are not checked yet. */
  readonly readInput: (match: OperationMatch, request: WireRequest) => Members;
  readonly writeOutput: (operation: OperationModel, output: Members, requestId: string) => WireAnswer;
  readonly writeError: (error: ErrorAnswer, requestId: string) => WireAnswer;
}

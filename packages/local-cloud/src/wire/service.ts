import type { Caller } from "../ports.ts";

/** What an operation knows about the request besides its input. */
export interface OperationContext {
  readonly caller: Caller;
  readonly requestId: string;
}

/** Used by code inside the local cloud that calls operations directly, without the wire. */
export const ACCOUNT_CONTEXT: OperationContext = {
  caller: { kind: "account" },
  requestId: "00000000-0000-0000-0000-000000000000",
};

/**
 * One AWS operation. Input and output are the SDK's own types: annotate each handler with
 * `XCommandInput` and `Omit<XCommandOutput, "$metadata">`.
 */
// oxlint-disable-next-line no-explicit-any -- each operation has its own input type; the schema has checked it by then
export type Operation = (input: any, context: OperationContext) => unknown;

/** An IAM action on a resource ARN. */
export interface Permission {
  readonly action: string;
  readonly resource: string;
}

/** A service as the wire layer serves it. */
export interface WireService {
  /** Service name in the SigV4 scope, for example `monitoring` for CloudWatch. */
  readonly signingName: string;
  /** Namespace import of the SDK client: its `$` exports are the schemas. */
  readonly schemas: object;
  /** By operation name. An operation that is missing here answers 501 and names itself. */
  readonly operations: Readonly<Record<string, Operation>>;
  /**
   * What a role session needs in order to call the operation. `undefined` = nothing is known, so a
   * role session is refused. The account's own credentials may do everything.
   */
  readonly permissions: (
    operation: string,
    input: Readonly<Record<string, unknown>>,
  ) => readonly Permission[] | undefined;
}

import type { OperationContext } from "../wire/service.ts";

/** An operation with the SDK's own input and output types. */
export type LambdaOperation<Input, Output> = (
  input: Input,
  context: OperationContext,
) => Promise<Omit<Output, "$metadata">>;

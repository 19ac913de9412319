import { AwsError } from "../aws-error.ts";
import type { OperationMatch } from "./protocol.ts";
import type { ServiceModel } from "./schemas.ts";

/** The operation of that name, for protocols that send the name. */
export function operationNamed(service: ServiceModel, name: string): OperationMatch {
  const operation = service.operations.get(name);
  if (operation !== undefined) return { operation, labels: {} };
  throw new AwsError(
    "UnknownOperationException",
    `Expected an operation of this service, found ${JSON.stringify(name)}. The SDK's model of the service has no such operation.`,
  );
}

import type { PutIntegrationCommandInput } from "@aws-sdk/client-api-gateway";
import { badRequest, refuseUnsupported } from "../errors.ts";
import type { IntegrationRecord } from "../records.ts";

/** Longest time that an account's default quota allows an integration. */
const MAX_TIMEOUT_MS = 29_000;

/** Checks an integration. Only `AWS_PROXY` to a Lambda function is there. */
export function integrationOf(input: PutIntegrationCommandInput): IntegrationRecord {
  const { credentials, requestParameters, requestTemplates, connectionId, contentHandling, tlsConfig } =
    input;
  refuseUnsupported({
    credentials,
    requestParameters,
    requestTemplates,
    connectionId,
    contentHandling,
    tlsConfig,
  });
  refuseUnsupported({ integrationTarget: input.integrationTarget });
  if (input.type !== "AWS_PROXY") {
    throw badRequest(`The local cloud supports the integration type AWS_PROXY, found ${input.type}.`);
  }
  if (input.integrationHttpMethod !== "POST") {
    throw badRequest(
      `A Lambda function is invoked by POST: expected integrationHttpMethod POST, found ${input.integrationHttpMethod}.`,
    );
  }
  if ((input.connectionType ?? "INTERNET") !== "INTERNET")
    refuseUnsupported({ connectionType: input.connectionType });
  if ((input.responseTransferMode ?? "BUFFERED") !== "BUFFERED") {
    refuseUnsupported({ responseTransferMode: input.responseTransferMode });
  }
  const timeoutInMillis = input.timeoutInMillis ?? MAX_TIMEOUT_MS;
  if (!Number.isInteger(timeoutInMillis) || timeoutInMillis < 50 || timeoutInMillis > MAX_TIMEOUT_MS) {
    throw badRequest(`Timeout should be between 50 ms and ${MAX_TIMEOUT_MS} ms`);
  }
  const uri = input.uri ?? "";
  if (functionArnIn(uri, {}) === undefined && !uri.includes("${stageVariables.")) {
    throw badRequest(
      `Invalid function URI ${uri}: expected arn:aws:apigateway:<region>:lambda:path/2015-03-31/functions/<function ARN>/invocations.`,
    );
  }
  return {
    uri,
    timeoutInMillis,
    cacheNamespace: input.cacheNamespace ?? input.resourceId ?? "",
    cacheKeyParameters: (input.cacheKeyParameters ?? []).map((name) => {
      if (name.startsWith("method.request.")) return name;
      throw badRequest(`The local cloud supports cache keys of method.request.* parameters, found ${name}.`);
    }),
  };
}

/** The function that an integration's URI means on a stage; `undefined` when it is no function's URI. */
export function functionArnIn(
  uri: string,
  stageVariables: Readonly<Record<string, string>>,
): string | undefined {
  const resolved = uri.replace(
    /\$\{stageVariables\.(\w+)\}/g,
    (_, name: string) => stageVariables[name] ?? "",
  );
  const pattern =
    /^arn:aws:apigateway:[a-z0-9-]+:lambda:path\/2015-03-31\/functions\/(arn:aws:lambda:[^/]+)\/invocations$/;
  return pattern.exec(resolved)?.[1];
}

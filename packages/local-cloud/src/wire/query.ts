import type { NormalizedSchema } from "@smithy/core/schema";
import { AwsError } from "../aws-error.ts";
import type { ErrorAnswer } from "./errors.ts";
import { senderOrReceiver } from "./errors.ts";
import type { WireAnswer, WireRequest } from "./message.ts";
import type { Protocol } from "./protocol.ts";
import { readQueryInput } from "./query-input.ts";
import { element, membersToXml } from "./query-output.ts";
import { operationNamed } from "./rpc.ts";

const HEADERS = { "content-type": "text/xml" };

/** XML namespaces of the services that speak query; the SDK keeps them in its clients, not in the schemas. */
const XML_NAMESPACES: Readonly<Record<string, string>> = {
  "com.amazonaws.cloudwatch": "http://monitoring.amazonaws.com/doc/2010-08-01/",
  "com.amazonaws.iam": "https://iam.amazonaws.com/doc/2010-05-08/",
  "com.amazonaws.sns": "http://sns.amazonaws.com/doc/2010-03-31/",
  "com.amazonaws.sts": "https://sts.amazonaws.com/doc/2011-06-15/",
};

/** awsQuery: a form with `Action` comes in, XML goes out. */
export const awsQuery: Protocol = {
  findOperation: (service, request) => {
    if (request.method === "POST") return operationNamed(service, formOf(request).get("Action") ?? "");
    // AWS takes GET too. Here it is refused: no SDK sends it, and any link or image of a web page does.
    throw new AwsError("MethodNotAllowed", `Expected POST, found ${request.method}.`, 405);
  },
  readInput: ({ operation }, request) => readQueryInput(operation.input, formOf(request)),
  writeOutput: (operation, output, requestId) => {
    const { name, namespace } = operation;
    const result = operation.output.isUnitSchema()
      ? ""
      : `<${name}Result>${membersToXml(operation.output, output)}</${name}Result>`;
    const metadata = `<ResponseMetadata>${element("RequestId", requestId)}</ResponseMetadata>`;
    const body = `<${name}Response${xmlns(namespace)}>${result}${metadata}</${name}Response>`;
    return { status: 200, headers: HEADERS, body };
  },
  writeError: writeQueryError,
};

function formOf(request: WireRequest): URLSearchParams {
  return new URLSearchParams(new TextDecoder().decode(request.body));
}

function writeQueryError(error: ErrorAnswer, requestId: string): WireAnswer {
  const details = [
    element("Type", senderOrReceiver(error)),
    element("Code", error.queryCode),
    element("Message", error.message),
    error.model === undefined ? "" : furtherMembers(error.model.schema, error),
  ].join("");
  const namespace = error.model?.schema.getName(true)?.split("#")[0] ?? "";
  const body = `<ErrorResponse${xmlns(namespace)}><Error>${details}</Error>${element("RequestId", requestId)}</ErrorResponse>`;
  return { status: error.status, headers: HEADERS, body };
}

function furtherMembers(schema: NormalizedSchema, error: ErrorAnswer): string {
  const further = Object.entries(error.members).filter(([name]) => name.toLowerCase() !== "message");
  return membersToXml(schema, Object.fromEntries(further));
}

function xmlns(namespace: string): string {
  return Object.hasOwn(XML_NAMESPACES, namespace) ? ` xmlns="${XML_NAMESPACES[namespace]}"` : "";
}

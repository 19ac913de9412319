import { errorMembers, queryErrorHeader } from "./errors.ts";
import { jsonReading, jsonWriting, parseJsonBody } from "./json.ts";
import type { Members } from "./message.ts";
import type { Protocol } from "./protocol.ts";
import { readValue } from "./read-value.ts";
import { operationNamed } from "./rpc.ts";
import { writeValue } from "./write-value.ts";

const READING = jsonReading(false);
const WRITING = jsonWriting(false);

/** awsJson1_0 and awsJson1_1: `X-Amz-Target: <service>.<operation>` and a JSON body. */
export function jsonRpc(version: "1.0" | "1.1"): Protocol {
  const headers = { "content-type": `application/x-amz-json-${version}` };
  return {
    findOperation: (service, request) => {
      const target = request.headers["x-amz-target"] ?? "";
      return operationNamed(service, target.slice(target.lastIndexOf(".") + 1));
    },
    readInput: ({ operation }, request) => {
      const body = parseJsonBody(request.body);
      return operation.input.isUnitSchema() ? {} : (readValue(operation.input, body, READING, "") as Members);
    },
    writeOutput: (operation, output) => ({
      status: 200,
      headers,
      body: operation.output.isUnitSchema()
        ? "{}"
        : JSON.stringify(writeValue(operation.output, output, WRITING)),
    }),
    writeError: (error) => ({
      status: error.status,
      headers: { ...headers, ...queryErrorHeader(error) },
      body: JSON.stringify({ __type: error.name, ...errorMembers(error, WRITING) }),
    }),
  };
}

import type { ApiDefinition, GatewayResponseRecord } from "../records.ts";
import { contextVariables, type RequestContext } from "./context.ts";
import { DEFAULT_TEMPLATE, FAILURES, type GatewayFailure } from "./failure.ts";
import type { HttpAnswer } from "./response-cache.ts";

/** The answer to a request that failed: by the API's gateway response for it, for its class, or by AWS's default. */
export function answerFailure(
  failed: GatewayFailure,
  definition: ApiDefinition | undefined,
  context: RequestContext,
): HttpAnswer {
  const responses = definition?.gatewayResponses ?? {};
  const record = responses[failed.type] ?? responses[failed.status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX"];
  const variables = {
    ...contextVariables(context),
    "error.message": failed.message,
    "error.responseType": failed.type,
    "error.validationErrorString": failed.type.startsWith("BAD_REQUEST") ? `[${failed.message}]` : "",
  };
  const [contentType, template] = templateOf(record);
  return {
    status: record?.statusCode === undefined ? failed.status : Number(record.statusCode),
    headers: [
      ["Content-Type", contentType],
      ["x-amzn-ErrorType", FAILURES[failed.type].errorType],
      ...headersOf(record, variables),
    ],
    body: Buffer.from(render(template, variables, contentType)),
  };
}

type Variables = Readonly<Record<string, string>>;

/**
 * Fills in `$context.…` variables; unknown ones become empty, as in AWS. Values are escaped for the content type,
 * so that nothing a caller sends can break out of the template. `messageString` brings its own quotation marks.
 */
function render(template: string, variables: Variables, contentType: string): string {
  const escape = contentType.includes("json") ? escapeJson : escapeMarkup;
  return template.replace(/\$context\.([A-Za-z]\w*(?:\.\w+)*)/g, (_, name: string) => {
    if (name === "error.messageString") return JSON.stringify(variables["error.message"] ?? "");
    return escape(Object.hasOwn(variables, name) ? (variables[name] ?? "") : "");
  });
}

function templateOf(
  record: GatewayResponseRecord | undefined,
): readonly [contentType: string, template: string] {
  const templates = Object.entries(record?.responseTemplates ?? {});
  return (
    templates.find(([type]) => type === "application/json") ??
    templates[0] ?? ["application/json", DEFAULT_TEMPLATE]
  );
}

function headersOf(record: GatewayResponseRecord | undefined, variables: Variables): [string, string][] {
  return Object.entries(record?.responseParameters ?? {}).map(([target, source]) => {
    const name = target.replace(/^gatewayresponse\.header\./, "");
    const variable = /^context\.(.+)$/.exec(source)?.[1];
    const value = variable === undefined ? source.slice(1, -1) : (variables[variable] ?? "");
    return [name, value.replace(/[^\x20-\x7e]+/g, " ")];
  });
}

function escapeJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

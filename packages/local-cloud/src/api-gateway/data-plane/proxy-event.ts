import { randomBytes } from "node:crypto";
import { eventContext, type RequestContext } from "./context.ts";
import type { MethodMatch } from "./match.ts";
import { type GatewayRequest, headerValues } from "./request.ts";

/** Headers that concern one connection only; the function never sees them. */
const HOP_BY_HOP: ReadonlySet<string> = new Set(
  "connection expect keep-alive proxy-authenticate proxy-authorization te trailer transfer-encoding upgrade".split(
    " ",
  ),
);

/** The event that a Lambda function gets from a REST API with proxy integration. */
export function proxyEvent(
  context: RequestContext,
  match: MethodMatch,
  body: Buffer,
  options: {
    readonly stageVariables: Readonly<Record<string, string>>;
    readonly binaryMediaTypes: readonly string[];
  },
): Readonly<Record<string, unknown>> {
  const { request } = context;
  const headers = forwardedHeaders(request);
  const isBase64Encoded =
    body.length > 0 && isBinary(headerValues(request, "content-type")?.[0], options.binaryMediaTypes);
  return {
    resource: match.resource.path,
    path: request.path,
    httpMethod: request.method,
    headers: orNull(lastValues(headers)),
    multiValueHeaders: orNull(allValues(headers)),
    queryStringParameters: orNull(lastValues(request.query)),
    multiValueQueryStringParameters: orNull(allValues(request.query)),
    pathParameters: orNull(match.pathParameters),
    stageVariables: orNull(options.stageVariables),
    requestContext: eventContext(context),
    body: body.length === 0 ? null : body.toString(isBase64Encoded ? "base64" : "utf8"),
    isBase64Encoded,
  };
}

/** True when a media type is among those that an API treats as binary. */
export function isBinary(mediaType: string | undefined, binaryMediaTypes: readonly string[]): boolean {
  const type = (mediaType ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  return binaryMediaTypes.some(
    (candidate) => candidate === "*/*" || (type !== "" && candidate.toLowerCase() === type),
  );
}

type Pairs = readonly (readonly [name: string, value: string])[];

function forwardedHeaders(request: GatewayRequest): Pairs {
  const forwardedFor = [...(headerValues(request, "x-forwarded-for") ?? []), request.sourceIp].join(", ");
  const own: Pairs = [
    [
      "X-Amzn-Trace-Id",
      `Root=1-${Math.floor(request.timeMs / 1000).toString(16)}-${randomBytes(12).toString("hex")}`,
    ],
    ["X-Forwarded-For", forwardedFor],
    ["X-Forwarded-Proto", "http"],
  ];
  const replaced = new Set(own.map(([name]) => name.toLowerCase()));
  const sent = request.headers.filter(
    ([name]) => !HOP_BY_HOP.has(name.toLowerCase()) && !replaced.has(name.toLowerCase()),
  );
  return [...sameSpelling(sent), ...own];
}

/** One spelling per header: the first that was sent. */
function sameSpelling(pairs: Pairs): Pairs {
  const spellings = new Map<string, string>();
  return pairs.map(([name, value]) => {
    const key = name.toLowerCase();
    const spelling = spellings.get(key) ?? name;
    spellings.set(key, spelling);
    return [spelling, value];
  });
}

function lastValues(pairs: Pairs): Record<string, string> {
  return Object.fromEntries(pairs);
}

function allValues(pairs: Pairs): Record<string, string[]> {
  const names = [...new Set(pairs.map(([name]) => name))];
  return Object.fromEntries(
    names.map((name) => [name, pairs.flatMap(([key, value]) => (key === name ? [value] : []))]),
  );
}

function orNull<T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> | null {
  return Object.keys(record).length === 0 ? null : record;
}

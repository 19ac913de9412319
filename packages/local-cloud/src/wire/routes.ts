import { AwsError } from "../aws-error.ts";
import type { WireRequest } from "./message.ts";
import type { OperationMatch } from "./protocol.ts";
import type { HttpBinding, OperationModel, ServiceModel } from "./schemas.ts";

/** One REST operation, compiled for matching. */
interface Route {
  readonly operation: OperationModel;
  readonly method: string;
  readonly pattern: RegExp;
  readonly labels: readonly string[];
  /** Query parameters that the route's own address names; a value of "" asks for presence only. */
  readonly literals: readonly (readonly [string, string])[];
  readonly specificity: number;
}

const LABEL = /\{([^}+]+)(\+?)\}/g;

// Compiling takes a while for a service of a hundred operations; models never change.
const compiled = new WeakMap<ServiceModel, readonly Route[]>();

/**
 * The operation behind method, path and query of a REST request. The most specific route wins: more
 * literal text in the path first, then more literal query parameters.
 */
export function matchRoute(service: ServiceModel, request: WireRequest): OperationMatch {
  for (const route of routesOf(service)) {
    if (route.method !== request.method) continue;
    const values = route.pattern.exec(request.path);
    if (values === null || !hasLiterals(route, request.query)) continue;
    const labels = route.labels.map((name, index) => [name, decodeLabel(values[index + 1] ?? "")] as const);
    return { operation: route.operation, labels: Object.fromEntries(labels) };
  }
  throw new AwsError(
    "UnknownOperationException",
    `Expected an operation of this service, found ${request.method} ${request.path}. The SDK's model of the service has no such address.`,
    404,
  );
}

/** Names of the query parameters that are part of an operation's address. */
export function literalParameters(http: HttpBinding | undefined): readonly string[] {
  const search = http?.uri.split("?")[1];
  return [...new URLSearchParams(search ?? "").keys()];
}

function routesOf(service: ServiceModel): readonly Route[] {
  const known = compiled.get(service);
  if (known !== undefined) return known;
  const routes = [...service.operations.values()]
    .flatMap((operation) => (operation.http === undefined ? [] : [compile(operation, operation.http)]))
    .toSorted((a, b) => b.specificity - a.specificity);
  compiled.set(service, routes);
  return routes;
}

function compile(operation: OperationModel, http: HttpBinding): Route {
  const [path = "", search = ""] = http.uri.split("?");
  const literals = [...new URLSearchParams(search)];
  const labels = [...path.matchAll(LABEL)].map((label) => label[1] ?? "");
  const source = path
    .replace(/\/$/, "")
    .split(/(\{[^}]+\})/)
    .map((part) => (part.startsWith("{") ? labelPattern(part) : escapeForRegExp(part)))
    .join("");
  return {
    operation,
    method: http.method,
    // boto3's model ends some addresses in a slash that the JavaScript SDK's model leaves out.
    pattern: new RegExp(`^${source}/?$`),
    labels,
    literals,
    specificity: path.replace(LABEL, "").length * 100 + literals.length,
  };
}

function escapeForRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** A greedy label takes the rest of the path, slashes included. */
function labelPattern(label: string): string {
  return label.endsWith("+}") ? "(.+)" : "([^/]+)";
}

function hasLiterals(route: Route, query: URLSearchParams): boolean {
  return route.literals.every(([name, value]) =>
    value === "" ? query.has(name) : query.getAll(name).includes(value),
  );
}

function decodeLabel(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError(
      "SerializationException",
      `Expected percent-encoding in the path, found ${JSON.stringify(text)}.`,
    );
  }
}

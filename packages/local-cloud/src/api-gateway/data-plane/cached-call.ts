import type { Target } from "./admission.ts";
import type { RequestContext } from "./context.ts";
import { failure, type GatewayFailure } from "./failure.ts";
import { type GatewayAuthority, mayInvalidate } from "./iam-check.ts";
import { cacheKey } from "./parameters.ts";
import { headerValues } from "./request.ts";
import type { HttpAnswer, ResponseCache } from "./response-cache.ts";

/** What came of a request that was let in. */
export interface CallOutcome {
  readonly answer: HttpAnswer | GatewayFailure;
  /** Missing when the method is not cached. */
  readonly cache?: "hit" | "miss";
}

const WARNING = ["Warning", '199 - "Cache invalidation was not authorized"'] as const;
const BYTES_PER_GB = 1024 ** 3;

/**
 * Answers from the cache where the stage and the method have one, else from the integration. Whatever the
 * integration answers is cached, errors included, as AWS does it; what the gateway answers itself never is.
 */
export async function callThroughCache(
  cache: ResponseCache,
  authority: GatewayAuthority | undefined,
  context: RequestContext,
  target: Target,
  call: () => Promise<HttpAnswer | GatewayFailure>,
): Promise<CallOutcome> {
  const { stage, setting, match } = target;
  const { integration } = match.method;
  if (
    !stage.cacheClusterEnabled ||
    !setting.cachingEnabled ||
    setting.cacheTtlInSeconds === 0 ||
    integration === undefined
  ) {
    return { answer: await call() };
  }

  const wantsFresh = asksForFresh(context);
  const mayHaveFresh =
    !setting.requireAuthorizationForCacheControl ||
    mayInvalidate(authority, context.caller, target.methodArn);
  const isDenied = wantsFresh && !mayHaveFresh;
  if (isDenied && setting.unauthorizedCacheControlHeaderStrategy === "FAIL_WITH_403") {
    return { answer: failure("ACCESS_DENIED", { detail: "Cache invalidation was not authorized" }) };
  }
  const warn = isDenied && setting.unauthorizedCacheControlHeaderStrategy === "SUCCEED_WITH_RESPONSE_HEADER";
  const marked = (answer: HttpAnswer): HttpAnswer =>
    warn ? { ...answer, headers: [...answer.headers, WARNING] } : answer;

  const stageKey = stageCacheKey(stage.apiId, stage.name);
  const key = cacheKey(integration, context.request, match);
  const hit = wantsFresh && mayHaveFresh ? undefined : cache.get(stageKey, key);
  if (hit !== undefined) return { answer: marked(hit), cache: "hit" };

  const answer = await call();
  if ("kind" in answer) return { answer, cache: "miss" };
  const maxBytes = Number(stage.cacheClusterSize ?? 0.5) * BYTES_PER_GB;
  cache.put(stageKey, key, answer, { ttlS: setting.cacheTtlInSeconds, maxBytes });
  return { answer: marked(answer), cache: "miss" };
}

/** Name of a stage's cache. */
export function stageCacheKey(apiId: string, stage: string): string {
  return `${apiId}/${stage}`;
}

function asksForFresh({ request }: RequestContext): boolean {
  const directives = (headerValues(request, "cache-control") ?? []).flatMap((value) =>
    value.toLowerCase().split(","),
  );
  return directives.some((directive) => directive.trim() === "max-age=0");
}

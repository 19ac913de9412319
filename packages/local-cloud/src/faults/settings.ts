import { z } from "zod";
import { AwsError } from "../aws-error.ts";

const share = z.number().min(0).max(1);
const durationMs = z.int().min(0);

const VersionFaults = z.strictObject({
  downstreamErrors: share.optional(),
  downstreamSlow: z.number().min(1).max(1000).optional(),
  initDelayMs: durationMs.max(900_000).optional(),
  crashInInit: z.boolean().optional(),
  timeouts: share.optional(),
  throttle: share.optional(),
});

const SharedFaults = z.strictObject({
  downstreamErrors: share.optional(),
  downstreamLatencyMs: z
    .strictObject({ median: z.number().min(0).max(60_000), spread: z.number().min(0).max(5) })
    .optional(),
  metricsDelayMs: durationMs.max(86_400_000).optional(),
  metricsLost: share.optional(),
  environmentLifetimeMs: durationMs.min(1).optional(),
});

const VERSION_KEY = /^[A-Za-z0-9_-]{1,64}:(?:\$LATEST|[1-9]\d*)$/;

const Faults = z.strictObject({
  versions: z.record(z.string().regex(VERSION_KEY), VersionFaults, {
    error: ({ code }) => (code === "invalid_key" ? "expected <function name>:<version>" : undefined),
  }),
  shared: SharedFaults,
});

/** What goes wrong with one version of a function. Shares are of 1. */
export type VersionFaults = Readonly<z.infer<typeof VersionFaults>>;

/**
 * What goes wrong on purpose. `versions` is by `<function name>:<version>`; `downstream…` is about Lambda Invoke calls
 * made with the credentials of a version's environments. `downstreamLatencyMs` is log-normal extra time of those calls
 * (`spread` is the standard deviation of its logarithm) and, like all that is measured, real time; `downstreamSlow`
 * multiplies the whole. `metricsDelayMs` and `environmentLifetimeMs` are cloud time.
 */
export interface CloudFaults {
  readonly versions: Readonly<Record<string, VersionFaults>>;
  readonly shared: Readonly<z.infer<typeof SharedFaults>>;
}

type Patch<T> = { readonly [K in keyof T]?: PatchOf<NonNullable<T[K]>> | null | undefined };
type PatchOf<T> = T extends object ? Patch<T> : T;

/** What to change, as a JSON merge patch: what is not named stays, `null` takes away. */
export type FaultsChange = Patch<CloudFaults>;

export const NO_FAULTS: CloudFaults = { versions: {}, shared: {} };

/** Applies a change that comes from outside. Throws `ValidationException` that names every problem. */
export function changedFaults(before: CloudFaults, change: unknown): CloudFaults {
  const result = Faults.safeParse({ ...NO_FAULTS, ...(merged(before, change) as object) });
  if (!result.success) {
    const problems = result.error.issues.map((issue) =>
      issue.path.length === 0 ? issue.message : `${issue.path.join(".")}: ${issue.message}`,
    );
    throw new AwsError("ValidationException", `Invalid faults. ${problems.join("; ")}.`, 400);
  }
  const { versions, shared } = result.data;
  const faulty = Object.entries(versions).filter(([, faults]) => Object.keys(faults).length > 0);
  return { versions: Object.fromEntries(faulty), shared };
}

/** RFC 7396. */
function merged(before: unknown, change: unknown): unknown {
  if (!isObject(change)) return change;
  const result = new Map<string, unknown>(isObject(before) ? Object.entries(before) : []);
  for (const [key, value] of Object.entries(change)) {
    if (value === null) result.delete(key);
    else if (value !== undefined) result.set(key, merged(result.get(key), value));
  }
  return Object.fromEntries(result);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

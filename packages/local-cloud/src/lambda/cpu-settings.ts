import { z } from "zod";
import { AwsError } from "../aws-error.ts";
import { type CpuLimiter, findCpuLimiter } from "./cpu-limit.ts";
import { notFound } from "./errors.ts";
import { cpuByMemory, type SandboxCpu } from "./sandbox-cpu.ts";

const CpuChangeSchema = z.strictObject({
  functionName: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "expected the plain name of a function"),
  cpu: z.enum(["by-memory", "unlimited"]),
});

/**
 * How much of the CPU new environments of a function may use once they are initialised: as Lambda gives it, 1 virtual
 * CPU per 1,769 MB, or all there is (the default).
 */
export type CpuChange = Readonly<z.infer<typeof CpuChangeSchema>>;

export type CpuAnswer =
  | ({ readonly kind: "set" } & CpuChange)
  /** This machine lets nobody limit CPU time, and nothing was changed. `reason` is a sentence. */
  | { readonly kind: "unavailable"; readonly reason: string };

export interface CpuSettingsDeps {
  readonly functionExists: (functionName: string) => boolean;
  /** Lets the environments of a function end, so that new ones take their place. */
  readonly retire: (functionName: string) => void;
  readonly findLimiter?: () => CpuLimiter;
}

/** Which functions are limited. Forgotten when the cloud stops. */
export interface CpuSettings {
  /** Takes a change that comes from outside. Throws `AwsError` when it is no such change, or there is no such function. */
  readonly configure: (change: unknown) => CpuAnswer;
  /** For one new sandbox; undefined where nothing limits it. */
  readonly forSandbox: (functionName: string, memoryMb: number) => SandboxCpu | undefined;
}

export function createCpuSettings(deps: CpuSettingsDeps): CpuSettings {
  const { findLimiter = findCpuLimiter } = deps;
  const limiters = new Map<string, CpuLimiter & { readonly kind: "available" }>();

  return {
    configure: (input) => {
      const change = readChange(input);
      const { functionName, cpu } = change;
      // A limit can be taken back from a function that was deleted meanwhile.
      const isKnown =
        deps.functionExists(functionName) || (cpu === "unlimited" && limiters.has(functionName));
      if (!isKnown) throw notFound(`Function not found: ${functionName}`);
      if (cpu === "by-memory") {
        const limiter = findLimiter();
        if (limiter.kind === "unavailable") return limiter;
        limiters.set(functionName, limiter);
      } else {
        limiters.delete(functionName);
      }
      deps.retire(functionName);
      return { kind: "set", ...change };
    },
    forSandbox: (functionName, memoryMb) => {
      const limiter = limiters.get(functionName);
      return limiter === undefined ? undefined : cpuByMemory(() => limiter.open("sandbox"), memoryMb);
    },
  };
}

function readChange(input: unknown): CpuChange {
  const result = CpuChangeSchema.safeParse(input);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) =>
    issue.path.length === 0 ? issue.message : `${issue.path.join(".")}: ${issue.message}`,
  );
  throw new AwsError("ValidationException", `Invalid CPU setting. ${problems.join("; ")}.`, 400);
}

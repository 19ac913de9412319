import { performance } from "node:perf_hooks";
import { messageOf } from "../errors.ts";
import type { DeployEvent, Operation, Step } from "./events.ts";
import type { Ledger } from "./ledger.ts";
import type { StackOutputs } from "./outputs.ts";
import type { ResourceContext, ResourceProvider } from "./provider.ts";
import type { Redactor } from "./secrets.ts";

/** What every part of one deployment shares. */
export interface DeploymentContext {
  readonly project: string;
  readonly stack: string;
  /** Folder from which relative paths in the program start. */
  readonly programDir: string;
  /** A preview: nothing is created, changed, deleted or saved. */
  readonly dryRun: boolean;
  readonly provider: ResourceProvider;
  readonly ledger: Ledger;
  readonly redactor: Redactor;
  /** Tells an event. Free text in it must have gone through the redactor. */
  readonly emit: (event: DeployEvent) => void;
  /** Outputs of another stack, for stack references. */
  readonly outputsOf: (project: string, stack: string) => StackOutputs | undefined;
}

/** What differs from step to step; the rest has plain defaults. */
export interface StepDetails {
  readonly changed?: readonly string[];
  readonly replaceBecause?: readonly string[];
  readonly retained?: boolean;
}

/** Runs one step on a resource and tells its beginning and end. */
export async function runStep<T>(
  context: DeploymentContext,
  resource: ResourceContext,
  op: Operation,
  details: StepDetails,
  run: () => T | Promise<T>,
): Promise<T> {
  const { urn, type, name } = resource;
  const { changed = [], replaceBecause = [], retained = false } = details;
  const step: Step = { urn, type, name, op, changed, replaceBecause, retained };
  const startMs = performance.now();
  const durationMs = (): number => Math.round(performance.now() - startMs);
  context.emit({ kind: "step-started", ...step });
  try {
    const result = await run();
    context.emit({ kind: "step-finished", ...step, durationMs: durationMs() });
    return result;
  } catch (error) {
    const message = context.redactor.clean(messageOf(error));
    context.emit({ kind: "step-failed", ...step, durationMs: durationMs(), message });
    throw error;
  }
}

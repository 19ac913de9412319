/**
 * Deploys Pulumi programs without the Pulumi CLI: the program runs in its own process and registers its
 * resources over gRPC; this engine compares them with the state and drives one `ResourceProvider`.
 *
 * A program that uses one of these fails with a message that names it: `import`, transforms (of a stack, an
 * invoke or a resource), resource and error hooks, state migrations, `replaceWith`, `replacementTrigger`,
 * `envVarMappings`, methods of resources (`Call`), remote assets, encrypted config values (`secure:`), and
 * debugging. Dependents of a resource that is deleted before its replacement are not deleted before it.
 * Out-of-band changes show in the outputs and are not reverted, as with `pulumi up` after a refresh.
 */
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { performance } from "node:perf_hooks";
import { takeLock } from "../lock.ts";
import { type ConfigOverride, resolveConfig } from "./config.ts";
import type { DeploymentContext } from "./context.ts";
import { createDeployment, type Deployment } from "./deployment.ts";
import { EngineError } from "./engine-error.ts";
import { createEngineService } from "./engine-service.ts";
import { type DeployEvent, OPERATIONS, type Operation } from "./events.ts";
import { openLedger } from "./ledger.ts";
import { createMonitor } from "./monitor.ts";
import { outputsInState, type StackOutputs } from "./outputs.ts";
import { entryOf, type ProgramEnd, runProgram } from "./program.ts";
import type { ResourceProvider } from "./provider.ts";
import { createRedactor } from "./secrets.ts";
import { serveEngine } from "./server.ts";
import { readProjectFile, readStackConfig, requireStackName, stackFileName } from "./stack-files.ts";
import { openStateFile, type StackState } from "./state.ts";
import { valuesAt } from "./values.ts";

export type { DeployEvent } from "./events.ts";
export type { StackOutputs } from "./outputs.ts";

export interface DeployRequest {
  /** Folder with Pulumi.yaml and Pulumi.<stack>.yaml. */
  readonly projectDir: string;
  readonly stack: string;
  /** File that holds the state of a stack. Beside it come `<file>.key` (secrets), `compile-cache` and, for a while, `<file>.lock`. */
  readonly stateFile: (project: string, stack: string) => string;
  readonly provider: ResourceProvider;
  /** A preview: shows the steps and changes nothing. Default false. */
  readonly dryRun?: boolean;
  readonly onEvent?: (event: DeployEvent) => void;
  /** Config values over those in the files; a key without namespace belongs to the project. */
  readonly configOverrides?: Readonly<Record<string, ConfigOverride>>;
  /** Config values that the provider's cloud dictates, by full key: any other value is an error. */
  readonly fixedConfig?: Readonly<Record<string, string>>;
  /** Further environment variables of the program. */
  readonly env?: Readonly<Record<string, string>>;
  /** Outputs of another stack, for stack references. By default they come from that stack's state file. */
  readonly stackOutputs?: (project: string, stack: string) => StackOutputs | undefined;
  /** Ends the program; the step under way is finished and remembered. */
  readonly signal?: AbortSignal;
}

interface Summary {
  readonly project: string;
  readonly stack: string;
  readonly dryRun: boolean;
  /** Finished steps. */
  readonly counts: Readonly<Record<Operation, number>>;
  readonly durationMs: number;
}

export type DeployResult =
  | ({ readonly kind: "succeeded"; readonly outputs: StackOutputs } & Summary)
  /** What was done stays done and is in the state; nothing was deleted that the program may still want. */
  | ({ readonly kind: "failed"; readonly problems: readonly string[] } & Summary);

/**
 * Brings a stack to what its program says, or with `dryRun` shows what that would take. Throws `EngineError`
 * when it cannot even begin: wrong files, a damaged state, or a deployment of the same stack under way.
 */
export async function deploy(request: DeployRequest): Promise<DeployResult> {
  const { projectDir, stack } = request;
  const settings = readProjectFile(projectDir);
  const config = resolveConfig({
    project: settings.name,
    projectConfig: settings.config,
    stackConfig: readStackConfig(projectDir, stack),
    stackFile: stackFileName(stack),
    overrides: request.configOverrides ?? {},
    fixed: request.fixedConfig ?? {},
  });
  const { programDir, entry } = entryOf(projectDir, settings.main);
  const compileCache =
    process.env["NODE_COMPILE_CACHE"] ?? ownCompileCache(request.stateFile(settings.name, stack));
  return await onStack(request, settings.name, programDir, async (context, deployment) => {
    context.redactor.add(config.secretKeys.map((key) => config.values[key]));
    const { service, programLog } = createEngineService(context);
    const server = await serveEngine(createMonitor(context, deployment), service);
    try {
      const end = await runProgram({
        projectDir,
        programDir,
        entry,
        stack,
        config,
        project: settings.name,
        nodeArgs: settings.nodeArgs,
        dryRun: context.dryRun,
        address: server.address,
        env: {
          // Halves the time to load the SDK (1.0 s to 0.55 s on two cores).
          NODE_COMPILE_CACHE: compileCache,
          ...request.env,
        },
        signal: request.signal,
        onLine: (stream, line) => {
          // Once a step has failed, the SDK only complains that its engine no longer listens.
          if (stream === "stderr" && deployment.problems().length > 0) return;
          const severity = stream === "stdout" ? "info" : "warning";
          context.emit({ kind: "log", severity, source: "program", message: context.redactor.clean(line) });
        },
      });
      const problem = problemOf(end, programLog.errors, deployment);
      // A failed step is why the program failed: the program's own words about it add nothing.
      if (problem !== undefined && deployment.problems().length === 0) {
        deployment.stop(context.redactor.clean(problem));
      }
    } finally {
      server.close();
    }
  });
}

/** Where modules are kept compiled for a stack, unless the environment says where. */
function ownCompileCache(stateFile: string): string {
  const dir = join(dirname(stateFile), "compile-cache");
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  return dir;
}

function problemOf(end: ProgramEnd, errors: readonly string[], deployment: Deployment): string | undefined {
  switch (end.kind) {
    case "crashed":
      return end.reason;
    case "reported":
      return errors.at(-1) ?? "The program failed and did not say why.";
    case "ended":
      if (deployment.isComplete()) return undefined;
      return "The program ended before it was done. Let it come to its end instead of calling process.exit.";
  }
}

/** Deletes every resource of a stack, without its program. Throws as `deploy` does. */
export async function destroy(request: DeployRequest): Promise<DeployResult> {
  const { name } = readProjectFile(request.projectDir);
  return await onStack(request, name, request.projectDir, async (context, deployment) => {
    if (context.ledger.leftovers().length === 0) {
      const message = `Stack '${name}/${request.stack}' is not deployed: there is nothing to delete.`;
      context.emit({ kind: "log", severity: "warning", source: "engine", message });
    }
    // A failure is in the deployment's problems.
    await deployment.finish().catch(() => undefined);
  });
}

/** The outputs of a stack as the last deployment left them; undefined when it is not deployed. */
export function readStackOutputs(stateFile: string): StackOutputs | undefined {
  const state = openStateFile(stateFile).read();
  return state === undefined ? undefined : outputsInState(state);
}

/** Opens the state of a stack, does the work under the stack's lock, and tells how it went. */
async function onStack(
  request: DeployRequest,
  project: string,
  programDir: string,
  work: (context: DeploymentContext, deployment: Deployment) => Promise<void>,
): Promise<DeployResult> {
  const { stack, provider, dryRun = false } = request;
  const startMs = performance.now();
  requireStackName(stack);
  const file = request.stateFile(project, stack);
  const unlock = dryRun
    ? () => undefined
    : takeLock(`${file}.lock`, `Stack '${project}/${stack}' is being deployed`);
  try {
    const stateFile = openStateFile(file);
    const before = stateFile.read() ?? { version: 1, project, stack, resources: [], creating: [] };
    requireSameStack(before, project, stack, file);
    const counts = Object.fromEntries(OPERATIONS.map((op) => [op, 0])) as Record<Operation, number>;
    const context: DeploymentContext = {
      project,
      stack,
      programDir,
      dryRun,
      provider,
      ledger: openLedger(before, dryRun ? () => undefined : stateFile.write),
      redactor: createRedactor(),
      emit: (event) => {
        if (event.kind === "step-finished") counts[event.op] += 1;
        request.onEvent?.(event);
      },
      outputsOf:
        request.stackOutputs ?? ((theirs, name) => readStackOutputs(request.stateFile(theirs, name))),
    };
    for (const resource of before.resources) {
      context.redactor.add(valuesAt(resource.inputs, resource.secretInputs));
      context.redactor.add(valuesAt(resource.outputs, resource.secretOutputs));
    }
    warnOfInterrupted(context, before);
    const deployment = createDeployment(context);
    const cancel = (): void => {
      if (!deployment.isComplete()) deployment.stop("The deployment was cancelled.");
    };
    request.signal?.addEventListener("abort", cancel, { once: true });
    if (request.signal?.aborted === true) cancel();
    try {
      await work(context, deployment);
    } finally {
      await deployment.settled();
      request.signal?.removeEventListener("abort", cancel);
    }
    const summary: Summary = {
      project,
      stack,
      dryRun,
      counts,
      durationMs: Math.round(performance.now() - startMs),
    };
    const problems = [...new Set(deployment.problems())];
    if (problems.length > 0) return { kind: "failed", problems, ...summary };
    tellOutputs(context, deployment.outputs());
    return { kind: "succeeded", outputs: deployment.outputs(), ...summary };
  } finally {
    unlock();
  }
}

function requireSameStack(state: StackState, project: string, stack: string, file: string): void {
  if (state.project === project && state.stack === stack) return;
  throw new EngineError(
    `The state in ${file} belongs to '${state.project}/${state.stack}', not to '${project}/${stack}'. Give each stack a file of its own.`,
  );
}

function warnOfInterrupted(context: DeploymentContext, state: StackState): void {
  for (const urn of state.creating) {
    const message = `'${urn}' was being created when the last deployment was interrupted. It may exist without being in the state; if so, its name is taken and it must be deleted by hand.`;
    context.emit({ kind: "log", severity: "warning", source: "engine", message, urn });
  }
}

function tellOutputs(context: DeploymentContext, outputs: StackOutputs): void {
  for (const [name, { value, secret, known }] of Object.entries(outputs)) {
    const shown = secret || !known ? {} : { value };
    context.emit({ kind: "output", name, secret, known, ...shown });
  }
}

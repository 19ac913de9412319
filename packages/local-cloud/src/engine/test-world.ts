/** Runs deployments in this process, by default against the memory provider: programs are functions, the state is kept. */

import { messageOf } from "../errors.ts";
import type { DeploymentContext } from "./context.ts";
import { createDeployment, type Deployment } from "./deployment.ts";
import type { DeployEvent } from "./events.ts";
import { openLedger } from "./ledger.ts";
import { createMemoryProvider, type MemoryProvider, THING } from "./memory-provider.ts";
import type { StackOutputs } from "./outputs.ts";
import type { ResourceProvider } from "./provider.ts";
import type { Registered, Registration } from "./registration.ts";
import { createRedactor } from "./secrets.ts";
import type { StackState } from "./state.ts";
import { type Fields, SECRET, SIGNATURE } from "./values.ts";

const PROJECT = "shop";
const STACK = "dev";
export const ROOT = `urn:pulumi:${STACK}::${PROJECT}::pulumi:pulumi:Stack::${PROJECT}-${STACK}`;

/** The URN of a thing at the root of the stack. */
export const thingUrn = (name: string): string => `urn:pulumi:${STACK}::${PROJECT}::${THING}::${name}`;

export const secret = (value: unknown): Fields => ({ [SIGNATURE]: SECRET, value });

/** What a program of a test can do. */
export interface Program {
  readonly deployment: Deployment;
  readonly thing: (name: string, properties?: Fields, options?: Partial<Registration>) => Promise<Registered>;
  readonly register: (type: string, name: string, rest: Partial<Registration>) => Promise<Registered>;
}

interface Run {
  readonly events: readonly DeployEvent[];
  /** `op name` of every finished step but those of the stack itself. */
  readonly steps: readonly string[];
  readonly problems: readonly string[];
  readonly outputs: StackOutputs;
}

export interface World<Provider extends ResourceProvider = MemoryProvider> {
  readonly provider: Provider;
  /** The last checkpoint. */
  readonly state: () => StackState;
  readonly checkpoints: readonly StackState[];
  /** Runs a program to its end, or up to its first error. */
  readonly up: (program: (program: Program) => Promise<unknown>, options?: RunOptions) => Promise<Run>;
  readonly destroy: () => Promise<Run>;
}

interface RunOptions {
  readonly dryRun?: boolean;
  readonly programDir?: string;
  readonly outputsOf?: (project: string, stack: string) => StackOutputs | undefined;
}

export function createWorld(): World;
export function createWorld<Provider extends ResourceProvider>(provider: Provider): World<Provider>;
export function createWorld(provider: ResourceProvider = createMemoryProvider()): World<ResourceProvider> {
  const checkpoints: StackState[] = [];
  const state = (): StackState =>
    checkpoints.at(-1) ?? { version: 1, project: PROJECT, stack: STACK, resources: [], creating: [] };

  const run = async (
    work: (deployment: Deployment) => Promise<unknown>,
    { dryRun = false, programDir = "/", outputsOf = () => undefined }: RunOptions,
  ): Promise<Run> => {
    const events: DeployEvent[] = [];
    const context: DeploymentContext = {
      project: PROJECT,
      stack: STACK,
      programDir,
      dryRun,
      provider,
      ledger: openLedger(state(), (next) => {
        // As on disk: what a checkpoint holds no longer changes.
        if (!dryRun) checkpoints.push({ version: 1, ...structuredClone(next) });
      }),
      redactor: createRedactor(),
      emit: (event) => events.push(event),
      outputsOf,
    };
    const deployment = createDeployment(context);
    await work(deployment);
    await deployment.settled();
    const finished = events.filter((event) => event.kind === "step-finished" && event.urn !== ROOT);
    return {
      events,
      steps: finished.map((event) => (event.kind === "step-finished" ? `${event.op} ${event.name}` : "")),
      problems: deployment.problems(),
      outputs: deployment.outputs(),
    };
  };

  return {
    provider,
    state,
    checkpoints,
    up: (program, options = {}) =>
      run(async (deployment) => {
        const register = (type: string, name: string, rest: Partial<Registration>): Promise<Registered> =>
          deployment.register({ ...PLAIN, type, name, ...rest });
        try {
          await register("pulumi:pulumi:Stack", `${PROJECT}-${STACK}`, { kind: "component", parent: "" });
          await program({
            deployment,
            register,
            thing: (name, properties = {}, rest = {}) => register(THING, name, { properties, ...rest }),
          });
          await deployment.finish();
        } catch (error) {
          if (error instanceof Error && error.name === "AssertionError") throw error;
          // A program dies of an error, and does not signal its end.
          if (deployment.problems().length === 0) deployment.stop(messageOf(error));
        }
      }, options),
    destroy: () => run((deployment) => deployment.finish().catch(() => undefined), {}),
  };
}

const PLAIN: Registration = {
  type: THING,
  name: "",
  parent: ROOT,
  kind: "custom",
  properties: {},
  dependencies: [],
  aliases: [],
  ignoreChanges: [],
  replaceOnChanges: [],
  additionalSecretOutputs: [],
  deleteBeforeReplace: undefined,
  protect: undefined,
  retainOnDelete: undefined,
  deletedWith: undefined,
  unsupported: [],
};

/**
 * One deployment of one stack: takes the program's registrations, in any order and at once, and deletes in the
 * end what the program no longer has. After the first failure nothing new begins and nothing is deleted.
 */

import { messageOf } from "../errors.ts";
import { resolveAssets } from "./assets.ts";
import { deployComponent, deployRemote } from "./component.ts";
import type { DeploymentContext } from "./context.ts";
import { deployCustom } from "./custom.ts";
import { deleteLeftovers } from "./deletion.ts";
import { describeRegistered } from "./describe.ts";
import { EngineError } from "./engine-error.ts";
import { deployProvider } from "./explicit-provider.ts";
import { type Invoked, invoke } from "./invoke.ts";
import { type StackOutputs, stackOutputsOf } from "./outputs.ts";
import { type ReadRequest, readExternal } from "./read.ts";
import type { Candidate, Registered, Registration } from "./registration.ts";
import type { ResourceState } from "./state.ts";
import { formerUrns, STACK_TYPE, urnOf } from "./urn.ts";
import { type Decoded, decode, type Fields, flatten, valuesAt } from "./values.ts";

/** Refuses work because the deployment failed or was cancelled; the program need not report it again. */
export class DeploymentEnded extends Error {
  override readonly name = "DeploymentEnded";
}

export interface Deployment {
  readonly register: (registration: Registration) => Promise<Registered>;
  readonly registerOutputs: (urn: string, outputs: Fields) => void;
  readonly read: (request: ReadRequest) => Promise<Registered>;
  readonly invoke: (token: string, args: Fields) => Promise<Invoked>;
  /** Deletes what is left over. Called when the program has ended well. */
  readonly finish: () => Promise<void>;
  /** Begins nothing new from now on, for the given reason. */
  readonly stop: (reason: string) => void;
  /** Resolves when no step is under way. */
  readonly settled: () => Promise<void>;
  /** True after `finish` did all there was to do. */
  readonly isComplete: () => boolean;
  /** Why the deployment failed, first reason first, without secrets. */
  readonly problems: () => readonly string[];
  readonly outputs: () => StackOutputs;
}

export function createDeployment(context: DeploymentContext): Deployment {
  const { ledger } = context;
  const former = new Map<string, readonly string[]>();
  const underWay = new Set<Promise<unknown>>();
  const problems: string[] = [];
  let ended: string | undefined;
  let complete = false;
  let stackOutputs: StackOutputs = {};
  let stackAtEnd: ResourceState | undefined;

  const mayGoOn = (): void => {
    if (ended !== undefined) throw new DeploymentEnded(ended);
  };
  const fail = (error: unknown): void => {
    if (error instanceof DeploymentEnded) return;
    problems.push(context.redactor.clean(messageOf(error)));
    ended ??= "The deployment has failed: nothing more is begun.";
  };
  /** Runs work that `settled` waits for, and whose failure ends the deployment. */
  const tracked = async <T>(work: () => Promise<T>): Promise<T> => {
    mayGoOn();
    const running = work();
    underWay.add(running);
    try {
      return await running;
    } catch (error) {
      fail(error);
      throw error;
    } finally {
      underWay.delete(running);
    }
  };

  const register = async (registration: Registration): Promise<Registered> => {
    const registered = await place(registration);
    context.emit({
      kind: "registered",
      ...describeRegistered(registered, registration, context),
    });
    return registered;
  };

  const place = async (registration: Registration): Promise<Registered> => {
    const candidate = admit(context, former, registration);
    const program = resolveAssets(candidate.decoded.value, context.programDir);
    if (registration.kind === "component") return await deployComponent(context, candidate, program);
    if (registration.type.startsWith("pulumi:providers:")) {
      return await deployProvider(context, candidate, flatten(program));
    }
    if (!context.provider.knows(registration.type)) throw unknownType(candidate.urn, registration.type);
    if (registration.kind === "remote") {
      return await deployRemote(context, candidate, flatten(program), (child) =>
        tracked(() => register(child)),
      );
    }
    return await deployCustom(context, candidate, flatten(program));
  };

  return {
    register: (registration) => tracked(() => register(registration)),
    registerOutputs: (urn, wire) => {
      mayGoOn();
      const resource = ledger.current(urn);
      if (resource === undefined)
        throw new EngineError(`Outputs came for '${urn}', which is not registered.`);
      const decoded = decode(wire);
      context.redactor.add(valuesAt(decoded.value, decoded.secretPaths));
      const state = { ...resource, outputs: { ...decoded.value }, secretOutputs: decoded.secretPaths };
      if (resource.type !== STACK_TYPE) {
        ledger.put(state);
        return;
      }
      // The SDK sends empty outputs for a program that fails: those of the last success stay until it has ended well.
      stackAtEnd = state;
      stackOutputs = stackOutputsOf(state, decoded.unknownPaths);
    },
    read: (request) =>
      tracked(async () => {
        if (request.type !== "pulumi:pulumi:StackReference" && !context.provider.knows(request.type)) {
          throw unknownType(
            urnOf(context.stack, context.project, request.parent, request.type, request.name),
            request.type,
          );
        }
        return await readExternal(context, request);
      }),
    invoke: (token, args) => {
      mayGoOn();
      return invoke(context, token, args);
    },
    finish: async () => {
      await Promise.allSettled(underWay);
      await tracked(async () => {
        if (stackAtEnd !== undefined) ledger.put(stackAtEnd);
        await deleteLeftovers(context, mayGoOn);
        ledger.checkpoint();
      });
      complete = true;
      ended = "The deployment is over.";
    },
    stop: (reason) => {
      problems.push(reason);
      ended ??= reason;
    },
    settled: async () => {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
    isComplete: () => complete,
    problems: () => problems,
    outputs: () => stackOutputs,
  };
}

/** Settles the URN and the predecessor of a resource. Runs in one go, so that parallel requests cannot mix. */
function admit(
  context: DeploymentContext,
  former: Map<string, readonly string[]>,
  registration: Registration,
): Candidate {
  const { type, name, parent, aliases } = registration;
  const urn = urnOf(context.stack, context.project, parent, type, name);
  if (registration.unsupported.length > 0) {
    throw new EngineError(
      `'${urn}' uses ${registration.unsupported.join(", ")}, which the local engine does not support. Leave it out on this stack.`,
    );
  }
  context.ledger.reserve(urn);
  const formerOfThis = formerUrns({ urn, type, name, parent, aliases }, former.get(parent) ?? []);
  former.set(urn, formerOfThis);
  const decoded: Decoded = decode(registration.properties);
  context.redactor.add(valuesAt(decoded.value, decoded.secretPaths));
  const above: ResourceState | undefined = context.ledger.current(parent);
  const kind = type.startsWith("pulumi:providers:") ? "provider" : registration.kind;
  return {
    registration,
    urn,
    decoded,
    former: context.ledger.claim(urn, formerOfThis),
    base: {
      urn,
      type,
      name,
      kind,
      parent,
      dependencies: [...new Set([...registration.dependencies, ...decoded.dependencies])],
      protect: registration.protect ?? above?.protect ?? false,
      retainOnDelete: registration.retainOnDelete ?? above?.retainOnDelete ?? false,
      deletedWith: registration.deletedWith ?? above?.deletedWith ?? "",
      pendingDelete: false,
    },
  };
}

function unknownType(urn: string, type: string): EngineError {
  return new EngineError(`'${urn}' has the type ${type}, which the local cloud does not have.`);
}

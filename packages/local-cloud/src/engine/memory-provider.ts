/** A provider for tests: one type of resource that lives in memory, one component, and faults on demand. */
import { AwsError } from "../aws-error.ts";
import type { CheckRequest, CheckResult, Properties, ResourceProvider } from "./provider.ts";
import { resourceReference } from "./values.ts";

export const THING = "mem:index:Thing";
export const GROUP = "mem:index:Group";

const INPUTS = ["name", "size", "tags", "code", "target", "password", "fail"];

export interface MemoryProvider extends ResourceProvider {
  /** Living things by id, as they are now: tests change them to play the world outside. */
  readonly things: Map<string, Properties>;
  /** `create x`, `update x`, `delete x` in order, by the name of the thing. */
  readonly calls: string[];
}

/**
 * Things have a name (generated when left out, unique while they live; a change replaces them), an `arn` and a
 * `version` that each update counts up. A target `key:value` replaces them when its key changes. `fail: "create" | "update" | "delete"` makes that call fail.
 */
export function createMemoryProvider(): MemoryProvider {
  const things = new Map<string, Properties>();
  const calls: string[] = [];
  let generated = 0;

  const check = (request: CheckRequest): CheckResult => {
    const unknown = Object.keys(request.inputs).filter((key) => !INPUTS.includes(key));
    if (unknown.length > 0) {
      return {
        ok: false,
        failures: unknown.map((property) => ({ property, reason: "is not a property of a thing" })),
      };
    }
    if (request.inputs.name !== undefined || request.unknownPaths.includes("name")) {
      return { ok: true, inputs: request.inputs };
    }
    generated += 1;
    const name = request.oldInputs?.name ?? `${request.name}-${generated}`;
    return { ok: true, inputs: { ...request.inputs, name } };
  };
  const act = (verb: string, inputs: Properties): void => {
    if (inputs.fail === verb) throw new AwsError("ServiceException", `cannot ${verb} ${String(inputs.name)}`);
    calls.push(`${verb} ${String(inputs.name)}`);
  };

  return {
    things,
    calls,
    knows: (type) => type === THING || type === GROUP,
    check: async (request) => check(request),
    replaceOn: () => ["name"],
    // What stands before the colon of a target is the key of the thing.
    replaceBecause: (_, oldInputs, newInputs) =>
      keyIn(oldInputs.target) === keyIn(newInputs.target) ? [] : ["target"],
    mustDeleteFirst: (_, oldInputs, newInputs) => oldInputs.name === newInputs.name,
    recomputedOnUpdate: () => ["version"],
    create: async (_, inputs) => {
      const name = String(inputs.name);
      if (things.has(name)) throw new AwsError("ResourceConflictException", `${name} exists`);
      act("create", inputs);
      const outputs = { ...inputs, arn: `arn:mem:${name}`, version: "1" };
      things.set(name, outputs);
      return { id: name, outputs };
    },
    update: async (existing, inputs) => {
      act("update", inputs);
      const before = things.get(existing.id);
      if (before === undefined) throw new AwsError("ResourceNotFoundException", `${existing.id} is gone`);
      const outputs = { ...before, ...inputs, version: String(Number(before.version) + 1) };
      things.set(existing.id, outputs);
      return outputs;
    },
    delete: async (existing) => {
      if (!things.has(existing.id)) throw new AwsError("ResourceNotFoundException", `${existing.id} is gone`);
      act("delete", existing.inputs);
      things.delete(existing.id);
    },
    read: async (_, id) => things.get(id),
    construct: async ({ type, name, inputs, registerChild }) => {
      if (type !== GROUP) throw new AwsError("ValidationException", `${type} is no component`);
      const child = await registerChild(THING, `${name}-thing`, {
        size: inputs.size,
        password: inputs.password,
      });
      return { url: child.outputs.arn, thing: resourceReference(child.urn, child.id) };
    },
    invoke: async (token, args) => {
      if (token === "mem:index:echo") return args;
      throw new AwsError("ValidationException", `no function ${token}`);
    },
  };
}

function keyIn(target: unknown): string | undefined {
  return typeof target === "string" && target.includes(":") ? target.split(":")[0] : undefined;
}

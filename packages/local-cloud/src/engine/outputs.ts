import { isWithin, parsePath } from "./paths.ts";
import type { ResourceState, StackState } from "./state.ts";
import { STACK_TYPE } from "./urn.ts";

/** An output of a stack. */
interface StackOutput {
  /** In the clear, even when it is secret: show it only on demand. Absent while unknown. */
  readonly value?: unknown;
  /** True when the value or a part of it is secret. */
  readonly secret: boolean;
  /** False in a preview, when the value or a part of it is not known yet. */
  readonly known: boolean;
}

export type StackOutputs = Readonly<Record<string, StackOutput>>;

/** The outputs that the stack's own resource holds. */
export function stackOutputsOf(root: ResourceState, unknownPaths: readonly string[] = []): StackOutputs {
  const names = new Set([
    ...Object.keys(root.outputs),
    ...unknownPaths.map((path) => String(parsePath(path)[0])),
  ]);
  const touches = (paths: readonly string[], name: string): boolean =>
    paths.some((path) => isWithin(parsePath(path), [name]));
  return Object.fromEntries(
    [...names].map((name) => {
      const known = !touches(unknownPaths, name);
      const value = known ? { value: root.outputs[name] } : {};
      return [name, { ...value, secret: touches(root.secretOutputs, name), known }];
    }),
  );
}

/** The outputs in a state, or undefined when the stack is empty. */
export function outputsInState(state: StackState): StackOutputs | undefined {
  const root = state.resources.find((resource) => resource.type === STACK_TYPE);
  return root === undefined ? undefined : stackOutputsOf(root);
}

import type { Permission, WireService } from "./wire/service.ts";

/** A call to AWS that a deployment made, with what a role would need for it. */
export interface DeploymentCall {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly permissions: readonly Permission[];
}

/** The operations of a service, each of which tells its calls. Without a listener they are the operations themselves. */
export function recordCalls<Operations extends object>(
  operations: Operations,
  { permissions }: Pick<WireService, "permissions">,
  onCall: ((call: DeploymentCall) => void) | undefined,
): Operations {
  if (onCall === undefined) return operations;
  return new Proxy(operations, {
    get: (all, name, receiver) => {
      const operation: unknown = Reflect.get(all, name, receiver);
      if (typeof operation !== "function" || typeof name !== "string") return operation;
      return (input: Readonly<Record<string, unknown>>, ...rest: readonly unknown[]): unknown => {
        onCall({ operation: name, input, permissions: permissions(name, input) ?? [] });
        return Reflect.apply(operation, all, [input, ...rest]);
      };
    },
  });
}

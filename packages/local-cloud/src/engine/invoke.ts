import { messageOf } from "../errors.ts";
import type { DeploymentContext } from "./context.ts";
import { decode, type Fields, flatten, valuesAt } from "./values.ts";

/** What a data source answered. */
export type Invoked =
  | { readonly kind: "answer"; readonly value: Fields; readonly secretPaths: readonly string[] }
  | { readonly kind: "failure"; readonly reason: string }
  /** An argument is not known yet (preview), so the answer is not either. */
  | { readonly kind: "unknown" };

/** Answers a data source, or the SDK's own question for the state behind a resource reference. */
export async function invoke(context: DeploymentContext, token: string, args: Fields): Promise<Invoked> {
  const decoded = decode(args);
  context.redactor.add(valuesAt(decoded.value, decoded.secretPaths));
  if (decoded.unknownPaths.length > 0) return { kind: "unknown" };
  if (token === "pulumi:pulumi:getResource") return resourceState(context, decoded.value.urn);
  try {
    const value = await context.provider.invoke(token, flatten(decoded.value));
    return { kind: "answer", value, secretPaths: [] };
  } catch (error) {
    return { kind: "failure", reason: context.redactor.clean(messageOf(error)) };
  }
}

function resourceState(context: DeploymentContext, urn: unknown): Invoked {
  const resource = typeof urn === "string" ? context.ledger.current(urn) : undefined;
  if (resource === undefined) return { kind: "failure", reason: `'${String(urn)}' is not registered.` };
  return {
    kind: "answer",
    value: { urn: resource.urn, id: resource.id, state: resource.outputs },
    secretPaths: resource.secretOutputs.map((path) =>
      path.startsWith("[") ? `state${path}` : `state.${path}`,
    ),
  };
}

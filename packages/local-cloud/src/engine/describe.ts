/** What a registration looks like to people and to rules: plain values, and no secret among them. */
import type { DeploymentContext } from "./context.ts";
import type { RegisteredResource } from "./events.ts";
import { parsePath, setAt } from "./paths.ts";
import type { Registered, Registration } from "./registration.ts";
import type { Redactor } from "./secrets.ts";
import { type Fields, isFields } from "./values.ts";

/** Stands for a value that a preview cannot know. */
const UNKNOWN_VALUE = "<unknown>";
const SECRET_VALUE = "[secret]";

export function describeRegistered(
  { state, unknownPaths }: Registered,
  { ignoreChanges, replaceOnChanges }: Registration,
  { redactor, provider }: Pick<DeploymentContext, "redactor" | "provider">,
): RegisteredResource {
  const { urn, type, name, parent, protect, retainOnDelete, secretInputs } = state;
  // Secrets last: what is unknown may lie within one.
  const known = replaceAt(state.inputs, unknownPaths, UNKNOWN_VALUE);
  // The text of a secret may also be part of another value.
  const inputs = cleaned(replaceAt(known, secretInputs, SECRET_VALUE), redactor) as Fields;
  const replaceOn = [...provider.replaceOn(type), ...replaceOnChanges];
  return { urn, type, name, parent, inputs, protect, retainOnDelete, ignoreChanges, replaceOn };
}

function replaceAt(fields: Fields, paths: readonly string[], by: string): Fields {
  return paths.reduce<unknown>((result, path) => setAt(result, parsePath(path), by), fields) as Fields;
}

function cleaned(value: unknown, redactor: Redactor): unknown {
  if (typeof value === "string") return redactor.clean(value);
  if (Array.isArray(value)) return value.map((member) => cleaned(member, redactor));
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, cleaned(member, redactor)]));
}

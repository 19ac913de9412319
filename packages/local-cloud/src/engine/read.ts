/** Resources that a stack uses and does not own: `X.get(…)` and stack references. */
import { type DeploymentContext, runStep } from "./context.ts";
import { EngineError } from "./engine-error.ts";
import { formatPath } from "./paths.ts";
import type { Registered } from "./registration.ts";
import { requireNames } from "./stack-files.ts";
import type { ResourceState } from "./state.ts";
import { urnOf } from "./urn.ts";
import { type Fields, UNKNOWN, valuesAt } from "./values.ts";

const STACK_REFERENCE = "pulumi:pulumi:StackReference";

export interface ReadRequest {
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  /** May be the unknown value in a preview. */
  readonly id: string;
  readonly dependencies: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
}

interface Found {
  readonly outputs: Fields;
  readonly secretOutputs: readonly string[];
}

/** Looks a resource up and enters it in the state as somebody else's. Throws when it does not exist. */
export async function readExternal(context: DeploymentContext, request: ReadRequest): Promise<Registered> {
  const { type, name, parent, id } = request;
  const urn = urnOf(context.stack, context.project, parent, type, name);
  context.ledger.reserve(urn);
  const former = context.ledger.claim(urn, []);
  const state = (found: Found): ResourceState => ({
    urn,
    type,
    name,
    kind: "external",
    id: id === UNKNOWN ? "" : id,
    parent,
    dependencies: request.dependencies,
    inputs: {},
    outputs: { ...found.outputs },
    secretInputs: [],
    secretOutputs: [...new Set([...found.secretOutputs, ...request.additionalSecretOutputs])],
    protect: false,
    retainOnDelete: false,
    deletedWith: "",
    pendingDelete: false,
  });
  // An id that a preview does not know leads to outputs that it does not know: it leaves them all out.
  if (id === UNKNOWN) return { state: state({ outputs: {}, secretOutputs: [] }), unknownPaths: [] };
  return await runStep(context, { urn, type, name }, "read", {}, async () => {
    const found =
      type === STACK_REFERENCE ? outputsOfStack(context, id) : await lookUp(context, { urn, type, name }, id);
    const entry = state(found);
    context.redactor.add(valuesAt(entry.outputs, entry.secretOutputs));
    // What the stack used to own under this name goes, unless it is the very thing that was just read.
    const replaced = former?.kind === "custom" && former.id !== id;
    context.ledger.put(entry, former === undefined ? undefined : { resource: former, replaced });
    return { state: entry, unknownPaths: [] };
  });
}

async function lookUp(
  context: DeploymentContext,
  resource: { readonly urn: string; readonly type: string; readonly name: string },
  id: string,
): Promise<Found> {
  const outputs = await context.provider.read(resource, id);
  if (outputs === undefined) throw new EngineError(`There is no ${resource.type} with the id '${id}'.`);
  return { outputs, secretOutputs: [] };
}

function outputsOfStack(context: DeploymentContext, reference: string): Found {
  const { project, stack } = stackNamed(reference, context.project);
  const outputs = context.outputsOf(project, stack);
  if (outputs === undefined) {
    throw new EngineError(
      `The stack '${project}/${stack}' that '${reference}' refers to has no outputs here. Deploy it first.`,
    );
  }
  const secretNames = Object.keys(outputs).filter((name) => outputs[name]?.secret === true);
  const values = Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  return {
    outputs: { name: reference, outputs: values, secretOutputNames: secretNames },
    secretOutputs: secretNames.map((name) => formatPath(["outputs", name])),
  };
}

/** Reads `organization/project/stack`, `project/stack` or `stack`. The organization means nothing here. */
function stackNamed(
  reference: string,
  ownProject: string,
): { readonly project: string; readonly stack: string } {
  const parts = reference.split("/");
  const [stack = "", project = ownProject] = parts.toReversed();
  if (parts.length > 3 || stack === "" || project === "") {
    throw new EngineError(
      `'${reference}' does not name a stack. Expected organization/project/stack, project/stack or stack.`,
    );
  }
  requireNames(project, stack);
  return { project, stack };
}

import type { Alias as AliasMessage } from "@pulumi/pulumi/proto/alias_pb.js";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import type { Registration } from "./registration.ts";
import type { Alias } from "./urn.ts";

/** A registration as it comes over the wire, with the names of those options that the engine must refuse. */
export function registrationOf(request: RegisterResourceRequest): Registration {
  return {
    type: request.getType(),
    name: request.getName(),
    parent: request.getParent(),
    kind: request.getRemote() ? "remote" : request.getCustom() ? "custom" : "component",
    properties: request.getObject()?.toJavaScript() ?? {},
    dependencies: request.getDependenciesList(),
    aliases: [
      ...request.getAliasurnsList().map((urn): Alias => ({ kind: "urn", urn })),
      ...request.getAliasesList().map(aliasOf),
    ],
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    deleteBeforeReplace: request.getDeletebeforereplacedefined()
      ? request.getDeletebeforereplace()
      : undefined,
    protect: request.hasProtect() ? request.getProtect() : undefined,
    retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : undefined,
    deletedWith: request.getDeletedwith() === "" ? undefined : request.getDeletedwith(),
    unsupported: unsupportedOptions(request),
  };
}

/**
 * `customTimeouts`, `hideDiffs`, `version` and plugin addresses are not among them: they change nothing about
 * what is deployed here.
 */
function unsupportedOptions(request: RegisterResourceRequest): readonly string[] {
  const hooks = Object.values(request.getHooks()?.toObject() ?? {}).some((names) => names.length > 0);
  const used: Readonly<Record<string, boolean>> = {
    import: request.getImportid() !== "",
    transforms: request.getTransformsList().length > 0,
    hooks,
    replaceWith: request.getReplaceWithList().length > 0,
    replacementTrigger: request.hasReplacementTrigger(),
    stateMigrations: request.getStateMigrationsList().length > 0,
    envVarMappings: request.getEnvvarmappingsMap().getLength() > 0,
  };
  return Object.keys(used).filter((option) => used[option]);
}

function aliasOf(message: AliasMessage): Alias {
  const spec = message.getSpec();
  if (spec === undefined) return { kind: "urn", urn: message.getUrn() };
  const given = (key: string, value: string): Readonly<Record<string, string>> =>
    value === "" ? {} : { [key]: value };
  return {
    kind: "spec",
    noParent: spec.getNoparent(),
    ...given("name", spec.getName()),
    ...given("type", spec.getType()),
    ...given("stack", spec.getStack()),
    ...given("project", spec.getProject()),
    ...given("parent", spec.getParenturn()),
  };
}

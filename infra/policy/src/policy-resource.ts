import type { PolicyResource } from "@pulumi/policy";
import { type CheckedResource, type Fields, UNKNOWN } from "./model.ts";

type Reported = Pick<PolicyResource, "urn" | "type" | "name" | "props"> & {
  readonly opts: Pick<PolicyResource["opts"], "ignoreChanges" | "protect">;
};

/** A resource as Pulumi's engine reports it at the end of a preview or a deployment: with its outputs. */
export function checkedResource({ urn, type, name, props, opts }: Reported): CheckedResource {
  return {
    urn,
    type,
    name,
    // What is ignored comes from the cloud, where others set it, and not from the program.
    props: membersOf(props, (key) => !opts.ignoreChanges.includes(key)),
    ignoreChanges: opts.ignoreChanges,
    protect: opts.protect,
  };
}

function membersOf(value: object, isWanted: (key: string) => boolean = () => true): Fields {
  return Object.fromEntries(
    Object.keys(value)
      .filter(isWanted)
      .map((key) => [key, memberOf(value, key)]),
  );
}

/** The SDK throws when a value is read that a preview does not know. */
function memberOf(value: object, key: string): unknown {
  try {
    return plain(Reflect.get(value, key));
  } catch (error) {
    if (error instanceof Error && error.message.includes("can't be known during preview")) return UNKNOWN;
    throw error;
  }
}

function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return Object.keys(value).map((key) => memberOf(value, key));
  // Its text or path is a promise, and no rule asks for it.
  if ("__pulumiAsset" in value || "__pulumiArchive" in value) return { kind: "asset" };
  return membersOf(value);
}

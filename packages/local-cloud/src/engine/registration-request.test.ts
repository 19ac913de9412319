import aliasPb from "@pulumi/pulumi/proto/alias_pb.js";
import resourcePb from "@pulumi/pulumi/proto/resource_pb.js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import { describe, expect, it } from "vitest";
import { registrationOf } from "./registration-request.ts";

describe("registrationOf", () => {
  it("reads every option that the engine follows", () => {
    const spec = new aliasPb.Alias.Spec().setName("old").setParenturn("urn:parent");
    const request = new resourcePb.RegisterResourceRequest()
      .setType("a:b:C")
      .setName("c")
      .setParent("urn:root")
      .setCustom(true)
      .setObject(structPb.Struct.fromJavaScript({ size: 1 }))
      .setDependenciesList(["urn:d"])
      .setAliasurnsList(["urn:was"])
      .setAliasesList([new aliasPb.Alias().setSpec(spec), new aliasPb.Alias().setUrn("urn:other")])
      .setIgnorechangesList(["x"])
      .setReplaceonchangesList(["y"])
      .setAdditionalsecretoutputsList(["z"])
      .setDeletebeforereplacedefined(true)
      .setProtect(false)
      .setRetainondelete(true)
      .setDeletedwith("urn:whole");
    expect(registrationOf(request)).toEqual({
      type: "a:b:C",
      name: "c",
      parent: "urn:root",
      kind: "custom",
      properties: { size: 1 },
      dependencies: ["urn:d"],
      aliases: [
        { kind: "urn", urn: "urn:was" },
        { kind: "spec", name: "old", parent: "urn:parent", noParent: false },
        { kind: "urn", urn: "urn:other" },
      ],
      ignoreChanges: ["x"],
      replaceOnChanges: ["y"],
      additionalSecretOutputs: ["z"],
      deleteBeforeReplace: false,
      protect: false,
      retainOnDelete: true,
      deletedWith: "urn:whole",
      unsupported: [],
    });
  });

  it("leaves to the parent and the provider what the program does not say", () => {
    expect(registrationOf(new resourcePb.RegisterResourceRequest())).toMatchObject({
      kind: "component",
      deleteBeforeReplace: undefined,
      protect: undefined,
      retainOnDelete: undefined,
      deletedWith: undefined,
    });
    expect(registrationOf(new resourcePb.RegisterResourceRequest().setRemote(true)).kind).toBe("remote");
  });

  it("names the options that the engine must refuse", () => {
    const hooks = new resourcePb.RegisterResourceRequest.ResourceHooksBinding().setAfterCreateList(["hook"]);
    const request = new resourcePb.RegisterResourceRequest()
      .setImportid("some-id")
      .setHooks(hooks)
      .setReplaceWithList(["urn:x"])
      .setReplacementTrigger(new structPb.Value().setStringValue("t"));
    request.getEnvvarmappingsMap().set("A", "B");
    expect(registrationOf(request).unsupported).toEqual([
      "import",
      "hooks",
      "replaceWith",
      "replacementTrigger",
      "envVarMappings",
    ]);
    const none = new resourcePb.RegisterResourceRequest.ResourceHooksBinding();
    expect(registrationOf(new resourcePb.RegisterResourceRequest().setHooks(none)).unsupported).toEqual([]);
  });
});

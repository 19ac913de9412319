import * as lambda from "@aws-sdk/client-lambda";
import * as sts from "@aws-sdk/client-sts";
import { describe, expect, it } from "vitest";
import { readServiceModel, requiredMembers } from "./schemas.ts";

describe("readServiceModel", () => {
  it("reads operations with their HTTP bindings", () => {
    const { operations } = readServiceModel(lambda);
    expect(operations.size).toBe(88);
    expect(operations.get("GetAlias")).toMatchObject({
      name: "GetAlias",
      namespace: "com.amazonaws.lambda",
      http: { method: "GET", uri: "/2015-03-31/functions/{FunctionName}/aliases/{Name}", status: 200 },
      streamsEvents: false,
    });
    expect(operations.get("InvokeWithResponseStream")?.streamsEvents).toBe(true);
  });

  it("reads errors by shape name and by query code", () => {
    const { errors } = readServiceModel(sts);
    expect(errors.get("MalformedPolicyDocument")).toBe(errors.get("MalformedPolicyDocumentException"));
    expect(errors.get("MalformedPolicyDocument")).toMatchObject({
      httpStatus: 400,
      queryCode: "MalformedPolicyDocument",
    });
    expect(readServiceModel(lambda).errors.get("ResourceConflictException")?.httpStatus).toBe(409);
  });

  it("knows which members are required", () => {
    const alias = readServiceModel(lambda).operations.get("CreateAlias");
    expect(alias && requiredMembers(alias.input)).toEqual(["FunctionName", "Name", "FunctionVersion"]);
  });

  it.each([
    [
      "a module without operations",
      {},
      "Expected a module with operation schemas such as GetFunction$, found none.",
    ],
    [
      "an export that is no schema",
      { Get$: class {} },
      "Expected the export Get$ to be a schema, found function.",
    ],
    [
      "a kind that is not known",
      { Get$: [12, "ns", "Get", 0, 0] },
      "Expected the export Get$ to be a schema, found object.",
    ],
    [
      "an http trait of another form",
      { Get$: [9, "ns", "Get", { http: "GET /" }, "unit", "unit"] },
      "Expected [method, path, status]",
    ],
    [
      "an input that is no structure",
      { Get$: [9, "ns", "Get", 0, 1, "unit"] },
      "Expected the Get input to be a structure.",
    ],
  ])("refuses %s", (_what, schemas, message) => {
    expect(() => readServiceModel(schemas)).toThrow(message);
  });
});

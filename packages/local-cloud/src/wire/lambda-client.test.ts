import * as lambda from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AwsError } from "../aws-error.ts";
import { rejection, serve, serviceOf, signedFor } from "./testing.ts";

const inputs: Record<string, unknown> = {};

const lambdaService = serviceOf("lambda", lambda, {
  Invoke: (input: lambda.InvokeCommandInput) => {
    inputs["Invoke"] = input;
    return { StatusCode: 202, ExecutedVersion: "7", FunctionError: "Unhandled", Payload: input.Payload };
  },
  GetFunction: (input: lambda.GetFunctionCommandInput) => {
    if (input.FunctionName === "boom") throw new TypeError("secret detail");
    if (input.FunctionName === "busy") {
      throw new AwsError("TooManyRequestsException", "Rate Exceeded.", 429, {
        Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
        retryAfterSeconds: "3",
      });
    }
    if (input.FunctionName === "odd") throw new AwsError("OddException", "Odd.", 418);
    inputs["GetFunction"] = input;
    throw new AwsError("ResourceNotFoundException", `Function not found: ${input.FunctionName}`, 400, {
      Type: "User",
    });
  },
  UpdateAlias: (input: lambda.UpdateAliasCommandInput) => {
    inputs["UpdateAlias"] = input;
    if (input.RevisionId === "old")
      throw new AwsError("PreconditionFailedException", "The RevisionId does not match.");
    return { Name: input.Name, RoutingConfig: input.RoutingConfig, FunctionVersion: "1" };
  },
  DeleteFunction: () => ({ StatusCode: 204 }),
  DeleteAlias: () => undefined,
  ListTags: (input: lambda.ListTagsCommandInput) => ({
    Tags: { resource: input.Resource, ["__proto__"]: "plain" },
  }),
  ListFunctions: (input: lambda.ListFunctionsCommandInput) => {
    inputs["ListFunctions"] = input;
    return { Functions: [] };
  },
  ListVersionsByFunction: () => ({ Versions: "not a list" }),
  CreateEventSourceMapping: (input: lambda.CreateEventSourceMappingCommandInput) => ({
    UUID: "u",
    StartingPositionTimestamp: input.StartingPositionTimestamp,
  }),
});

let running: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  running = await serve([lambdaService]);
});
afterAll(() => running.close());

describe("restJson1 with the Lambda client", () => {
  it("carries a blob as it is, and headers and status as the schema binds them", async () => {
    const payload = new Uint8Array([0, 255, 10, 128]);
    const client = new lambda.LambdaClient(running.settings);
    const answer = await client.send(
      new lambda.InvokeCommand({
        FunctionName: "f",
        Qualifier: "live",
        Payload: payload,
        InvocationType: "RequestResponse",
      }),
    );
    expect(answer.StatusCode).toBe(202);
    expect(answer.ExecutedVersion).toBe("7");
    expect(answer.FunctionError).toBe("Unhandled");
    expect([...(answer.Payload ?? [])]).toEqual([0, 255, 10, 128]);
    expect(inputs["Invoke"]).toEqual({
      FunctionName: "f",
      Qualifier: "live",
      Payload: payload,
      InvocationType: "RequestResponse",
    });
  });

  it("decodes an ARN in a label", async () => {
    const client = new lambda.LambdaClient(running.settings);
    const name = "arn:aws:lambda:us-east-1:000000000000:function:f";
    const error = await rejection(
      client.send(new lambda.GetFunctionCommand({ FunctionName: name, Qualifier: "$LATEST" })),
    );
    expect(inputs["GetFunction"]).toEqual({ FunctionName: name, Qualifier: "$LATEST" });
    expect(error).toBeInstanceOf(lambda.ResourceNotFoundException);
    expect(error).toMatchObject({
      message: `Function not found: ${name}`,
      Type: "User",
      $metadata: { httpStatusCode: 404 },
    });
  });

  it("answers with the status of the schema's httpError trait, not with the AwsError's default", async () => {
    const client = new lambda.LambdaClient(running.settings);
    const error = await rejection(
      client.send(new lambda.UpdateAliasCommand({ FunctionName: "f", Name: "live", RevisionId: "old" })),
    );
    expect(error).toBeInstanceOf(lambda.PreconditionFailedException);
    expect(error).toMatchObject({ $metadata: { httpStatusCode: 412 } });
  });

  it("puts an exception's header members into headers", async () => {
    const client = new lambda.LambdaClient(running.settings);
    const error = await rejection(client.send(new lambda.GetFunctionCommand({ FunctionName: "busy" })));
    expect(error).toBeInstanceOf(lambda.TooManyRequestsException);
    expect(error).toMatchObject({
      Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
      retryAfterSeconds: "3",
      $metadata: { httpStatusCode: 429 },
    });
  });

  it("carries maps of numbers in a body", async () => {
    const client = new lambda.LambdaClient(running.settings);
    const RoutingConfig = { AdditionalVersionWeights: { "2": 0.05 } };
    const answer = await client.send(
      new lambda.UpdateAliasCommand({ FunctionName: "f", Name: "live", RoutingConfig }),
    );
    expect(inputs["UpdateAlias"]).toEqual({ FunctionName: "f", Name: "live", RoutingConfig });
    expect(answer.RoutingConfig).toEqual(RoutingConfig);
  });

  it("answers 204 without a body", async () => {
    const client = new lambda.LambdaClient(running.settings);
    const answer = await client.send(new lambda.DeleteAliasCommand({ FunctionName: "f", Name: "live" }));
    expect(answer.$metadata.httpStatusCode).toBe(204);
  });

  it("carries a map key of __proto__ as an ordinary key", async () => {
    const client = new lambda.LambdaClient(running.settings);
    const arn = "arn:aws:lambda:us-east-1:000000000000:function:f";
    const answer = await fetch(`${running.url}/2017-03-31/tags/${encodeURIComponent(arn)}`, {
      headers: { authorization: signedFor("lambda") },
    });
    expect(await answer.text()).toContain('"__proto__":"plain"');
    expect((await client.send(new lambda.ListTagsCommand({ Resource: arn }))).Tags?.["resource"]).toBe(arn);
  });

  it("carries dates in epoch seconds", async () => {
    const client = new lambda.LambdaClient(running.settings);
    const at = new Date("2026-01-02T03:04:05Z");
    const answer = await client.send(
      new lambda.CreateEventSourceMappingCommand({ FunctionName: "f", StartingPositionTimestamp: at }),
    );
    expect(answer).not.toHaveProperty("StartingPositionTimestamp", "2026-01-02T03:04:05Z");
    expect(answer.StartingPositionTimestamp).toEqual(at);
  });

  it("reads numbers from the query string", async () => {
    const client = new lambda.LambdaClient(running.settings);
    await client.send(new lambda.ListFunctionsCommand({ MaxItems: 5 }));
    expect(inputs["ListFunctions"]).toEqual({ MaxItems: 5 });
  });

  it("takes a trailing slash, as boto3 sends it", async () => {
    const answer = await fetch(`${running.url}/2015-03-31/functions/`, {
      headers: { authorization: signedFor("lambda") },
    });
    expect([answer.status, await answer.json()]).toEqual([200, { Functions: [] }]);
  });

  it("answers an unknown error with 500 InternalFailure and tells only its own log why", async () => {
    const answer = await fetch(`${running.url}/2015-03-31/functions/boom`, {
      headers: { authorization: signedFor("lambda") },
    });
    expect([answer.status, answer.headers.get("x-amzn-errortype"), await answer.json()]).toEqual([
      500,
      "InternalFailure",
      { message: "The local cloud failed to answer GetFunction. Its log holds the reason." },
    ]);
    expect(running.defects).toContain("lambda:GetFunction TypeError: secret detail");
  });

  it("answers an output that breaks its schema with 500", async () => {
    const client = new lambda.LambdaClient(running.settings);
    const error = await rejection(
      client.send(new lambda.ListVersionsByFunctionCommand({ FunctionName: "f" })),
    );
    expect(error).toMatchObject({ name: "InternalFailure", $metadata: { httpStatusCode: 500 } });
  });

  it("keeps code and status of an error that no schema declares", async () => {
    const client = new lambda.LambdaClient(running.settings);
    const error = await rejection(client.send(new lambda.GetFunctionCommand({ FunctionName: "odd" })));
    expect(error).toBeInstanceOf(lambda.LambdaServiceException);
    expect(error).toMatchObject({
      name: "OddException",
      message: "Odd.",
      $metadata: { httpStatusCode: 418 },
    });
  });

  it("answers 501 for an operation that is not implemented, and names it", async () => {
    const client = new lambda.LambdaClient(running.settings);
    const error = await rejection(client.send(new lambda.GetAccountSettingsCommand({})));
    expect(error).toMatchObject({
      name: "NotImplementedException",
      message: "The local cloud cannot answer lambda:GetAccountSettings: the operation is not implemented.",
      $metadata: { httpStatusCode: 501 },
    });
  });

  it("answers 501 for an event stream, and names the operation", async () => {
    const client = new lambda.LambdaClient(running.settings);
    const error = await rejection(
      client.send(new lambda.InvokeWithResponseStreamCommand({ FunctionName: "f" })),
    );
    expect(error).toMatchObject({
      message:
        "The local cloud cannot answer lambda:InvokeWithResponseStream: event streams are not spoken here.",
      $metadata: { httpStatusCode: 501 },
    });
  });
});

describe("restJson1 by hand", () => {
  const post = async (path: string, body: string, method = "POST"): Promise<readonly [number, unknown]> => {
    const headers = { authorization: signedFor("lambda"), "content-type": "application/json" };
    const answer = await fetch(`${running.url}${path}`, { method, headers, body });
    return [answer.status, await answer.json()];
  };

  it.each([
    [
      "/2015-03-31/functions/f/aliases/a",
      "{",
      "Expected JSON in UTF-8 as the request body, found something else.",
    ],
    ["/2015-03-31/functions/f/aliases/a", "[]", "Expected a structure at the request body, found a list."],
    [
      "/2015-03-31/functions/f/aliases/a",
      '{"Descripton":"x"}',
      "Unknown member 'Descripton' of UpdateAliasRequest.",
    ],
    [
      "/2015-03-31/functions/f/aliases/a",
      '{"Description":7}',
      "Expected a string at 'Description', found 7.",
    ],
    [
      "/2015-03-31/functions/f/aliases/a",
      '{"RoutingConfig":{"AdditionalVersionWeights":{"2":"half"}}}',
      "Expected a number at 'RoutingConfig.AdditionalVersionWeights.2.member', found \"half\".",
    ],
    [
      "/2015-03-31/functions/f/aliases/a",
      '{"Name":"b"}',
      "Expected a member in the path, the query string or a header at 'Name', found \"a member in the body\".",
    ],
    ["/2015-03-31/functions/f/aliases/a?Nam=x", "{}", "Unknown query parameter 'Nam'."],
    ["/2015-03-31/functions/%ZZ/aliases/a", "{}", 'Expected percent-encoding in the path, found "%ZZ".'],
  ])("refuses PUT %s %s", async (path, body, message) => {
    expect(await post(path, body, "PUT")).toEqual([400, { message }]);
  });

  it("refuses a missing required member in AWS's words", async () => {
    expect(await post("/2015-03-31/event-source-mappings", "{}")).toEqual([
      400,
      {
        message:
          "1 validation error detected: Value null at 'functionName' failed to satisfy constraint: Member must not be null",
      },
    ]);
  });

  it("refuses an address that the service does not have", async () => {
    expect(await post("/2015-03-31/funktions", "{}")).toEqual([
      404,
      {
        message:
          "Expected an operation of this service, found POST /2015-03-31/funktions. The SDK's model of the service has no such address.",
      },
    ]);
  });
});
